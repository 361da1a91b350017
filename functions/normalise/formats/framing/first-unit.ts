import type { RecordSink } from '../format.ts'

/**
 * Refuses a file by its first unit that is not blank, such as the title of another output of the same program. To be called
 * for each unit when it is framed, also for one that is too long. `refusalOf`: the text for the owner of the file, or undefined.
 */
export function refuseByFirst(
  sink: Pick<RecordSink, 'refuse'>,
  refusalOf: (unit: Uint8Array) => string | undefined,
): (buffer: Uint8Array, start: number, end: number) => void {
  let seen = false
  return (buffer, start, end) => {
    if (seen) return
    const unit = buffer.subarray(start, end)
    seen = unit.some(byte => byte !== 32 && byte !== 9)
    const refusal = seen ? refusalOf(unit) : undefined
    if (refusal !== undefined) sink.refuse(refusal)
  }
}
