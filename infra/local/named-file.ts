/** A file that the user named and that is no log: read whole, or refused with what stands in the way. */
import { readFile } from 'node:fs/promises'

const WHY: Readonly<Record<string, string>> = {
  EACCES: 'no permission to read it',
  EISDIR: 'a folder',
  ELOOP: 'a link that leads to itself',
  ENOENT: 'none',
  ENOTDIR: 'none',
  EPERM: 'no permission to read it',
}

/** What is thrown where a file cannot be read. `name`: what it is to be. */
export function unreadableFile(path: string, name: string, error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const why = WHY[code] ?? (error instanceof Error ? error.message : String(error))
  return new Error(`${name}: expected a file that can be read at ${path}, found ${why}; check the path`, {
    cause: error,
  })
}

const UTF_16 = ['fffe', 'feff']

/**
 * Its text. Throws where it cannot be read, and where it is no UTF-8: read as if it were, letters of names would be lost without
 * a word.
 */
export async function readNamedText(path: string, name: string): Promise<string> {
  const bytes = await readFile(path).catch(error => {
    throw unreadableFile(path, name, error)
  })
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    const found = UTF_16.includes(bytes.subarray(0, 2).toString('hex')) ? 'UTF-16' : otherBytes(bytes)
    throw new Error(`${path}: expected text in UTF-8, found ${found}; save it as UTF-8 (of a spreadsheet: CSV UTF-8)`)
  }
}

/** The first line that is none, as far as it is. */
function otherBytes(bytes: Buffer): string {
  const lines = bytes.toString('utf8').split('\n')
  const first = Math.max(
    0,
    lines.findIndex(line => line.includes('\ufffd')),
  )
  return `other bytes in line ${first + 1}, ${JSON.stringify((lines[first] ?? '').slice(0, 60))}`
}
