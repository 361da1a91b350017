/** Logs of other kinds that lie beside flow logs in the archives of the same programs: known, and nothing to read. */
import { otherZeekLog } from '../formats/zeek/other-logs.ts'
import { NO_FLOWS, type UnreadKind } from './unread-kind.ts'

export function otherLog(head: Uint8Array, complete: boolean): UnreadKind | undefined {
  const path = otherZeekLog(head, complete)
  return path === undefined ? undefined : { what: `a log ${path} of Zeek`, why: NO_FLOWS, isOther: true }
}
