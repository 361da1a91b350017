/** Why a folder takes no file, as somebody can act on it. */

const WHY: Readonly<Record<string, string>> = {
  EACCES: 'no permission to write',
  EDQUOT: 'a quota that is used up',
  EFBIG: 'a file system that takes no file of this size',
  ENAMETOOLONG: 'a path that is too long for the file system',
  ENOENT: 'a place that takes no folder',
  ENOSPC: 'no space left',
  ENOTDIR: 'a file where a folder is meant',
  EPERM: 'no permission to write',
  EROFS: 'a file system that is read only',
}

/** Throws for the error of a write to this path: what was found, and what to do; an error that it does not know as it is. */
export function refuseUnwritable(path: string, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const why = WHY[code]
  if (why === undefined) throw error
  throw new Error(
    `${path}: expected a place to write to, found ${why} (${code}); give it room or rights, or name another folder`,
    {
      cause: error,
    },
  )
}
