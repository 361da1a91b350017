/** The files of a ZIP archive, by its directory. */
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { type Entry, type Options, open, type ZipFile } from 'yauzl'
import type { Unpacked } from './unpacked.ts'

const openZip = promisify<string, Options, ZipFile>(open)
/** Bit of a name that is UTF-8 (APPNOTE.TXT, appendix D); others are of the maker's own code page. */
const UTF_8 = 0x800

/** Unpacks it; resolves to what is wrong with it, if anything: what came before that is unpacked. */
export async function unpackZip(path: string, unpacked: Unpacked): Promise<string | undefined> {
  let zip: ZipFile
  try {
    // Names are made safe here, so that one bad name does not cost the others.
    zip = await openZip(path, { lazyEntries: true, autoClose: true, decodeStrings: false })
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return new Promise(resolve => {
    let problem: string | undefined
    const next = () => {
      if (unpacked.stopped === undefined) zip.readEntry()
      else zip.close()
    }
    zip.on('error', error => {
      problem ??= error.message
      zip.close()
      resolve(problem)
    })
    zip.on('close', () => resolve(problem))
    zip.on('entry', (entry: Entry) => {
      unpackEntry(zip, entry, unpacked).then(
        found => {
          problem ??= found
          next()
        },
        (error: unknown) => {
          problem ??= error instanceof Error ? error.message : String(error)
          next()
        },
      )
    })
    next()
  })
}

async function unpackEntry(zip: ZipFile, entry: Entry, unpacked: Unpacked): Promise<string | undefined> {
  const name = nameOf(entry)
  if (name.endsWith('/')) return undefined
  if (entry.isEncrypted()) return `${name} is encrypted; unpack it with its password and name the folder`
  const stream = await contentOf(zip, entry)
  const file = unpacked.open(name)
  try {
    if (file === undefined) stream.destroy()
    else for await (const chunk of stream) file.write(Buffer.from(chunk))
  } finally {
    file?.close()
  }
  return undefined
}

const contentOf = (zip: ZipFile, entry: Entry): Promise<Readable> =>
  new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) reject(error)
      else resolve(stream)
    })
  })

/** As what it is written; what is no UTF-8 keeps its ASCII. */
function nameOf({ fileName, generalPurposeBitFlag }: Entry): string {
  const bytes: Uint8Array = Buffer.from(fileName)
  return new TextDecoder((generalPurposeBitFlag & UTF_8) === 0 ? 'latin1' : 'utf-8').decode(bytes)
}
