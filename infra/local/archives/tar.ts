/** The files of a tar archive, in whatever compressions it is. */
import { createReadStream } from 'node:fs'
import { Parser } from 'tar'
import { decompress } from '../../../functions/normalise/content/decompress.ts'
import type { Unpacked, UnpackedFile } from './unpacked.ts'

const FILES: ReadonlySet<string> = new Set(['File', 'OldFile', 'ContiguousFile'])

/** Unpacks it; resolves to what is wrong with it, if anything: what came before that is unpacked. */
export async function unpackTar(path: string, unpacked: Unpacked): Promise<string | undefined> {
  let problem: string | undefined
  /** The file under way: an archive that ends within it does not end it. */
  let under: UnpackedFile | undefined
  const parser = new Parser({
    onReadEntry(entry) {
      const file = FILES.has(entry.type) ? unpacked.open(entry.path) : undefined
      if (file === undefined) {
        entry.resume()
        return
      }
      under = file
      entry.on('data', chunk => file.write(chunk))
      entry.on('end', () => {
        file.close()
        under = undefined
      })
    },
  })
  parser.on('error', error => {
    problem ??= error.message
  })
  parser.on('warn', (_code, message) => {
    problem ??= String(message)
  })
  const content = decompress(createReadStream(path, { highWaterMark: 1 << 20 }))
  for await (const chunk of content.chunks) {
    if (unpacked.stopped !== undefined || problem !== undefined) break
    parser.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
  }
  if (unpacked.stopped === undefined) parser.end()
  under?.close()
  return content.damage?.found ?? problem
}
