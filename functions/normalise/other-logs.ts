/** Logs of other kinds that lie beside flow logs in the archives of the same programs: known, and nothing to read. */
import { otherZeekLog } from './formats/zeek/other-logs.ts'

/** Names the log by its first bytes, all of them where `complete`, or undefined: it may hold flows, or be anything. */
export function otherLogOf(head: Uint8Array, complete: boolean): string | undefined {
  const path = otherZeekLog(head, complete)
  return path === undefined ? undefined : `a log ${path} of Zeek`
}
