/**
 * Files of a gzip tar archive, as npm's packages are. Read in memory by name: nothing of an archive is ever written, so that
 * no name in it leads anywhere.
 */
import { list } from 'tar'

export interface ArchivedFile {
  name: string
  /** When it was last written, epoch ms, as the archive says. */
  modifiedMs: number
  bytes: Buffer
}

/** Of one file that is wanted; the largest that was seen has 60 MB. */
const MOST_BYTES = 2 ** 29

/** The wanted files in the order of the archive. Throws where it is cut, damaged, or none. */
export async function readTarball(path: string, isWanted: (name: string) => boolean): Promise<ArchivedFile[]> {
  const files: (Omit<ArchivedFile, 'bytes'> & { pieces: Buffer[] })[] = []
  let tooLarge: string | undefined
  await list({
    file: path,
    strict: true,
    filter: isWanted,
    onReadEntry(entry) {
      const { path: name, size, mtime, type } = entry
      if (size > MOST_BYTES) tooLarge = `${name} of ${size} bytes`
      if (size > MOST_BYTES || (type !== 'File' && type !== 'OldFile')) return
      const file = { name, modifiedMs: mtime?.getTime() ?? 0, pieces: [] as Buffer[] }
      files.push(file)
      entry.on('data', piece => file.pieces.push(piece))
    },
  }).catch(error => {
    throw refuse(path, error instanceof Error ? error.message : String(error), error)
  })
  if (tooLarge !== undefined) throw refuse(path, tooLarge)
  return files.map(({ pieces, ...file }) => ({ ...file, bytes: Buffer.concat(pieces) }))
}

const refuse = (path: string, found: string, cause?: unknown): Error =>
  new Error(`${path}: expected a whole gzip tar archive, found ${found}; get it again`, { cause })
