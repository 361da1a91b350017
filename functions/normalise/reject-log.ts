/** What was refused of an upload: whole counts, and the first 1,000 of each reason with their text. */
import { cutText } from './formats/framing/cut-text.ts'
import type { Reject, RejectReason } from './rejects.ts'

/** Kept per reason. */
const KEPT = 1000
/** Bytes of the unit that are kept, and characters of what was found. */
const TEXT_BYTES = 1024
const FOUND_CHARACTERS = 100
/** Stands for what was found where an address is deleted: a line that cannot be read may hold it. */
const HIDDEN = '(not kept, as deleted.csv has addresses)'

export interface RejectLog {
  add(record: number, reason: RejectReason, column: string, found: string, unit: Uint8Array): void
  /** By reason, in order of reason. */
  counts(): Record<string, number>
  /** One JSON object a line, in order of record; empty where nothing was refused. */
  lines(): string
}

/** `placeOf`: where in what is around the lines a unit is. `hidesTexts`: nothing of the units is kept. */
export function createRejectLog(placeOf?: (record: number) => string | undefined, hidesTexts = false): RejectLog {
  const counts = new Map<RejectReason, number>()
  const kept: Reject[] = []
  const decoder = new TextDecoder()
  return {
    add(record, reason, column, found, unit) {
      const count = (counts.get(reason) ?? 0) + 1
      counts.set(reason, count)
      if (count > KEPT) return
      const place = placeOf?.(record)
      const kind = { record, reason, place, column }
      if (hidesTexts) kept.push({ ...kind, found: HIDDEN, text: '' })
      else
        kept.push({
          ...kind,
          found: cutText(found, FOUND_CHARACTERS),
          text: decoder.decode(unit.subarray(0, TEXT_BYTES)),
        })
    },
    counts: () => Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
    lines: () => kept.map(reject => `${JSON.stringify(reject)}\n`).join(''),
  }
}
