/** Names of archives' files as keys: never a way out of the folder that they are written to, each its own. */

/** Longest part of a name that is kept, and how many parts. */
const PART_LENGTH = 200
const MOST_PARTS = 20
/** Folders of macOS' own files in archives that it makes. */
const NOT_FILES: ReadonlySet<string> = new Set(['__MACOSX'])

export interface EntryNames {
  /** The key below the archive's of a name; undefined where it is hidden, as hidden files are not read either. */
  keyOf(name: string): string | undefined
}

export function createEntryNames(): EntryNames {
  const files = new Set<string>()
  const folders = new Set<string>()

  function isTaken(key: string): boolean {
    return files.has(key) || folders.has(key) || foldersOf(key).some(folder => files.has(folder))
  }

  return {
    keyOf(name) {
      const parts = name
        .split(/[\\/]+/)
        .map(safe)
        .filter(part => part !== '' && part !== '.' && part !== '..')
      if (parts.length === 0 || parts.some(part => part.startsWith('.') || NOT_FILES.has(part))) return undefined
      const kept = [...parts.slice(0, MOST_PARTS - 1), parts.slice(MOST_PARTS - 1).join('_')].filter(
        part => part !== '',
      )
      let key = kept.map(part => part.slice(0, PART_LENGTH)).join('/')
      // Parts above one that is a file already are folded into it.
      if (foldersOf(key).some(folder => files.has(folder))) key = key.replaceAll('/', '_').slice(-PART_LENGTH)
      const first = key
      for (let again = 2; isTaken(key); again++) key = `${first}~${again}`
      files.add(key)
      for (const folder of foldersOf(key)) folders.add(folder)
      return key
    },
  }
}

/** Without what file systems, terminals and object stores take for something else. */
const safe = (part: string): string => part.replace(/[\p{Cc}\p{Cs}:*?"<>|]/gu, '_').trim()

function foldersOf(key: string): string[] {
  const parts = key.split('/')
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('/'))
}
