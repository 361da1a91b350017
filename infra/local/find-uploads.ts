/** Which files the arguments of `npm start` name, and the key of each. */
import { constants } from 'node:fs'
import { access, readdir, realpath, stat } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { nameOfFolder } from '../../functions/normalise/upload-key.ts'

/** A file that was named or found: it lies at its key below its root. */
export interface UploadFile {
  key: string
  /** The folder that was named; of a file that was named the one above its own. */
  root: string
  /** Whether the file itself was named. */
  isNamed: boolean
  /** Name of the folder that was named, or of that of a file that was: it says whose logs these are where the key does not. */
  folder?: string | undefined
}

/** Hears of something below a named folder that is not read, and why. */
export type LeftOut = (path: string, why: string) => void

export interface FindOptions {
  leftOut?: LeftOut
  /** Hears of each folder that is looked into. */
  onFolder?: (path: string) => void
  /** Folders that a command writes to, with what it writes there: below a folder that is named they are left out. */
  own?: ReadonlyMap<string, string>
}

/**
 * All files below the arguments in order of key. Names that begin with a dot are passed over in silence; what cannot be
 * read, links to folders (they may lead round in a circle), and folders of the command's own are told to `leftOut` and do not
 * stop the rest. Throws where an argument itself is missing, may not be read, or is neither file nor folder.
 */
export async function findUploads(
  argumentPaths: readonly string[],
  from: string,
  { leftOut = () => {}, onFolder = () => {}, own = new Map() }: FindOptions = {},
): Promise<UploadFile[]> {
  const found: UploadFile[] = []
  for (const argument of argumentPaths) {
    const path = resolve(from, argument)
    const stats = await stat(path).catch(() => undefined)
    if (stats === undefined) throw new Error(`expected a file or folder, found nothing at ${argument}; check the path`)
    const problem = stats.isFile() || stats.isDirectory() ? await unreadable(path) : 'neither a file nor a folder'
    if (problem !== undefined)
      throw new Error(`expected a file or folder that can be read, found ${argument}: ${problem}`)
    if (stats.isDirectory()) await walk(path, path, found, { leftOut, onFolder, own: await ownBelow(path, own) })
    else found.push({ ...placeOf(dirname(dirname(path)), path), isNamed: true, folder: nameOfFolder(dirname(path)) })
  }
  return found.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
}

/** The own folders as they would be met below a root, whichever links lead to either. */
async function ownBelow(root: string, own: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> {
  const below = new Map<string, string>()
  const real = await realpath(root)
  for (const [folder, what] of own) {
    const place = relative(real, await realpath(folder).catch(() => resolve(folder)))
    if (place !== '') below.set(join(root, place), what)
  }
  return below
}

async function walk(root: string, folder: string, found: UploadFile[], told: Required<FindOptions>): Promise<void> {
  told.onFolder(folder)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    const isFile = entry.isFile() || (entry.isSymbolicLink() && (await isPresentFile(path)))
    const own = told.own.get(path)
    const problem =
      own !== undefined
        ? `${own}, not logs`
        : isFile || entry.isDirectory()
          ? await unreadable(path)
          : `neither a file nor a folder${entry.isSymbolicLink() ? ': a link to nothing, or to a folder' : ''}`
    if (problem !== undefined) told.leftOut(path, problem)
    else if (entry.isDirectory()) await walk(root, path, found, told)
    else found.push({ ...placeOf(root, path), isNamed: false, folder: nameOfFolder(root) })
  }
}

const placeOf = (root: string, path: string): Pick<UploadFile, 'key' | 'root'> => ({
  key: relative(root, path).split(sep).join('/'),
  root,
})

/** Why a path that a folder listed cannot be read, and what to do. */
async function unreadable(path: string): Promise<string | undefined> {
  try {
    await access(path, constants.R_OK)
    return undefined
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'EACCES') return 'no permission to read it'
    if (code === 'ENOENT' && path.includes('\ufffd')) return 'its name is no UTF-8; rename it'
    return error instanceof Error ? error.message : String(error)
  }
}

/** Whether a file (or a link to one) is there. */
export const isPresentFile = (path: string): Promise<boolean> =>
  stat(path).then(
    stats => stats.isFile(),
    () => false,
  )
