/** A bucket that is only listed, by S3's rules for prefixes, delimiters and pages. */
import type { FolderPage, Folders } from '../../functions/lib/aws/s3-folders.ts'
import type { ObjectHead } from '../../functions/lib/ports.ts'

export interface ListedBucket extends Folders {
  /** Pages given so far. */
  calls(): number
  /** Prefixes that were asked for, in order. */
  asked: string[]
}

const PAGE = 1000
const BEHIND = '\u{10ffff}'

/** `heads` in order of key; ASCII keys, so that the order of texts is that of bytes. */
export function listBucket(heads: readonly ObjectHead[], page = PAGE): ListedBucket {
  const asked: string[] = []
  return {
    asked,
    calls: () => asked.length,
    async page(prefix, flat, after = '') {
      asked.push(prefix)
      const found: FolderPage = { objects: [], folders: [] }
      const begin = after > prefix ? after : prefix
      for (let at = firstFrom(heads, begin); ; ) {
        const head = heads[at]
        if (head === undefined || !head.key.startsWith(prefix)) return found
        const slash = flat ? -1 : head.key.indexOf('/', prefix.length)
        const folder = slash < 0 ? undefined : head.key.slice(0, slash + 1)
        const isPast = folder === undefined ? head.key <= after : `${folder}${BEHIND}` <= after
        if (!isPast && found.objects.length + found.folders.length === page) return { ...found, next: lastOf(found) }
        if (folder === undefined) {
          if (!isPast) found.objects.push(head)
          at++
        } else {
          if (!isPast) found.folders.push(folder)
          at = firstFrom(heads, `${folder}${BEHIND}`)
        }
      }
    },
  }
}

function lastOf({ objects, folders }: FolderPage): string {
  const key = objects.at(-1)?.key ?? ''
  const folder = folders.at(-1) ?? ''
  return key > folder ? key : `${folder}${BEHIND}`
}

/** Index of the first head whose key is not below the text. */
function firstFrom(heads: readonly ObjectHead[], text: string): number {
  let low = 0
  let high = heads.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((heads[middle]?.key ?? '') < text) low = middle + 1
    else high = middle
  }
  return low
}
