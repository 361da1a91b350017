import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, 'format-samples')

/**
 * A small good upload in a format: the file of the format's name in `format-samples/`, whatever follows the name. Some of its
 * records are of the networks that the golden landing objects watch. Throws where there is none.
 */
export function sampleOf(formatName: string): Uint8Array {
  const name = readdirSync(folder).find(file => file.replace(/\.[^.]*$/, '') === formatName)
  if (name === undefined)
    throw new Error(
      `expected a sample of the format ${formatName}, found none in test/support/format-samples/; put a file of some good ` +
        `lines there as ${formatName}.log, with ends in 175.45.176.0/22`,
    )
  return new Uint8Array(readFileSync(join(folder, name)))
}
