/**
 * The uploads bucket, walked so that what is old is stepped over: keys are the teams' own, a listing is in order of key, and
 * a deployment of years has a hundred million of them. A walk that ends early says where to go on.
 */
import type { Folders } from '../lib/aws/s3-folders.ts'
import { hasDotParts } from '../lib/object-keys.ts'
import type { ObjectHead } from '../lib/ports.ts'
import { periodOf } from './folder-period.ts'

/** A part of a walk: what lies below a prefix, behind `after`; flat: without a look at folders. */
export interface WalkPart {
  prefix: string
  flat: boolean
  after?: string | undefined
}

export interface WalkOptions {
  folders: Folders
  /** Where to begin. */
  parts: readonly WalkPart[]
  /** Folders whose dates ended before this are stepped over, epoch ms. */
  fromMs: number
  isLate: () => boolean
  /** Gets the objects of some pages at a time. */
  onObjects: (objects: readonly ObjectHead[]) => Promise<void>
}

export interface WalkEnd {
  /** What is left to be walked; none: all was. */
  left: WalkPart[]
  /** Folders that were stepped over. */
  skipped: string[]
}

/** Pages listed at a time. */
const AT_ONCE = 8
/** More folders than this without a date between them: a call for each would cost more than listing their keys. */
const MOST_UNDATED = 500

/** Walks until everything was seen or it is late. */
export async function walkUploads({ folders, parts, fromMs, isLate, onObjects }: WalkOptions): Promise<WalkEnd> {
  const left = [...parts]
  const skipped: string[] = []
  while (left.length > 0 && !isLate()) {
    const round = left.splice(-AT_ONCE)
    const pages = await Promise.all(
      round.map(async part => ({ part, page: await folders.page(part.prefix, part.flat, part.after) })),
    )
    const objects: ObjectHead[] = []
    for (const { part, page } of pages) {
      for (const object of page.objects) objects.push(object)
      let undated = 0
      for (const prefix of page.folders) {
        // No store may be asked for it; deliveries refuse its keys by their names alone.
        if (hasDotParts(prefix)) continue
        const period = periodOf(prefix)
        if (period === undefined) undated++
        if (period !== undefined && period.endMs < fromMs) skipped.push(prefix)
        else left.push({ prefix, flat: period?.whole === true })
      }
      if (page.next !== undefined)
        left.push({ prefix: part.prefix, flat: part.flat || undated > MOST_UNDATED, after: page.next })
    }
    await onObjects(objects)
  }
  return { left, skipped }
}
