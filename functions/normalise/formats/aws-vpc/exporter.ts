import type { StringTable, UploadContext } from '../format.ts'
import { bytesOf } from '../framing/fields.ts'
import { keptString } from '../framing/kept-string.ts'

/** Longest interface id that is kept; AWS writes 21 characters. */
const LONGEST_ID = 255

/**
 * Names the exporter of a VPC record: its interface and its log series, since two flow logs of one interface are two
 * exporters (both log every packet). The series is the flow log's id, which AWS puts into file names
 * (`…_vpcflowlogs_eu-west-1_fl-0123abcd_…`); where the key has none, the folder stands for it.
 *
 * | the log has | the key has `fl-…` | it has not |
 * |---|---|---|
 * | an interface id | `eni-1/fl-2` | `eni-1@team/folder` |
 * | none | `team/folder/fl-2` | `team/folder` |
 *
 * The function given takes the id's bytes [start, end), empty for none, and returns the name's id in `strings`.
 */
export function exporterNames(
  strings: StringTable,
  context: UploadContext,
): (buffer: Uint8Array, start: number, end: number) => number {
  const series = /(?<![0-9a-z])fl-[0-9a-f]+(?![0-9a-z])/.exec(context.key)?.[0]
  const suffix = bytesOf(series === undefined ? `@${context.keyExporter}` : `/${series}`)
  const withoutId = keptString(
    strings,
    bytesOf(series === undefined ? context.keyExporter : `${context.keyExporter}/${series}`),
  )
  // The name made last: consecutive records mostly have the same interface.
  const name = Buffer.alloc(LONGEST_ID + suffix.length)
  let idLength = 0
  let generation = Number.NaN
  let id = 0

  return (buffer, start, end) => {
    const length = Math.min(end - start, LONGEST_ID)
    if (length === 0) return withoutId()
    let same = length === idLength
    for (let i = 0; same && i < length; i++) same = name[i] === buffer[start + i]
    if (!same) {
      for (let i = 0; i < length; i++) name[i] = buffer[start + i] ?? 0
      name.set(suffix, length)
      idLength = length
    }
    if (same && strings.generation === generation) return id
    generation = strings.generation
    id = strings.fromBytes(name, 0, length + suffix.length)
    return id
  }
}
