/** The user's networks.csv, before anything of it is read. */
import { readFile } from 'node:fs/promises'

/** Text of the file. Throws where there is none, or it may not be read. */
export async function readNetworksFile(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(error => {
    const why = error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'none' : String(error)
    throw new Error(`networks.csv: expected a file that can be read at ${path}, found ${why}; check the path`)
  })
}
