/** Logs of Zeek that hold no connections: known by name, so that a folder of them all is no mistake. */

import { innerOf, textOf } from '../framing/json-fields.ts'
import { someObject } from '../framing/json-heads.ts'
import { firstLines } from '../framing/lines.ts'
import { freshHeader, isHeaderLine, plainNames, takeHeaderLine } from './header.ts'
import { openEntry, pathByColumns } from './json-entries.ts'
import { connPathOf, pathOfColumns } from './log-paths.ts'

/** Header lines, and comments before them, that are looked at. */
const LOOKED_AT = 16
const PATH = /^[A-Za-z0-9_.-]{1,40}$/

/**
 * Names the log of Zeek (`dns`, `ssl`) by a file's first bytes, all of them where `complete`: by its header, by one line of its
 * column names, or by its first entries in JSON, which say it or have its columns. undefined where it is none, or may have
 * connections.
 */
export function otherZeekLog(head: Uint8Array, complete: boolean): string | undefined {
  const path = pathOfText(head, complete) ?? pathOfEntries(head, complete)
  return path !== undefined && PATH.test(path) && connPathOf(path) === undefined ? path : undefined
}

function pathOfText(head: Uint8Array, complete: boolean): string | undefined {
  const header = freshHeader()
  let isZeek = false
  for (const { start, end } of firstLines(head, complete, LOOKED_AT)) {
    if (isHeaderLine(head, start, end)) {
      isZeek = takeHeaderLine(header, head, start, end) === 'header' || isZeek
      if (isZeek && header.path !== '') return header.path
    } else {
      const names = new Set(header.fields ?? plainNames(head, start, end))
      return names.has('ts') && names.has('uid') ? pathOfColumns(name => names.has(name)) : undefined
    }
  }
  return undefined
}

function pathOfEntries(head: Uint8Array, complete: boolean): string | undefined {
  let path: string | undefined
  someObject(head, complete, value => {
    const entry = openEntry(value)
    const { record } = entry
    const isZeek =
      record.ts !== undefined || record._path !== undefined || textOf(innerOf(record, 'event').module) === 'zeek'
    path = isZeek ? (entry.path ?? pathByColumns(record)) : undefined
    return path !== undefined
  })
  return path
}
