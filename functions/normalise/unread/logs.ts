/** Logs of other kinds that lie beside flow logs in the archives of the same programs: known, and nothing to read. */
import { otherOcsfClassOf } from '../formats/ocsf/other-events.ts'
import { otherZeekLog } from '../formats/zeek/other-logs.ts'
import { NO_FLOWS, type UnreadKind } from './unread-kind.ts'

export function otherLog(head: Uint8Array, complete: boolean): UnreadKind | undefined {
  const path = otherZeekLog(head, complete)
  if (path !== undefined) return { what: `a log ${path} of Zeek`, why: NO_FLOWS, isOther: true }
  const classUid = otherOcsfClassOf(head, complete)
  return classUid === undefined ? undefined : ocsfKind(classUid)
}

/** Events of the Open Cybersecurity Schema Framework of another class than Network Activity. */
export const ocsfKind = (classUid: number): UnreadKind => ({
  what: `OCSF events of class ${classUid}`,
  why: `flows are of class 4001, Network Activity; ${NO_FLOWS}`,
  isOther: true,
})
