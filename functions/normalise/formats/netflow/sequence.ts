/** Sequence numbers of an exporter's messages: what is missing between two of them was lost before it was written down. */

/** A larger step is a restart, or another exporter of the same name. */
const LONGEST_GAP = 100_000
const ROUND = 4_294_967_296

/** Version 5 and IPFIX number records, version 9 datagrams. */
export interface Lost {
  datagrams: number
  records: number
}

export interface Sequence {
  /** A message of this number begins. `counts`: what the numbers count. */
  begin(number: number, counts: keyof Lost): void
  /** It has so many records; undefined where nobody knows, for want of a template. */
  end(records: number | undefined): void
}

export function createSequence(lost: Lost): Sequence {
  let expected: number | undefined
  let last = 0
  let lastRecords: number | undefined
  let counts: keyof Lost = 'records'
  /** The message under way came after its successors: it moves nothing on. */
  let late = false

  /** Some exporters number messages where they should number records, or the other way round. */
  const isOtherCount = (number: number): boolean =>
    number === (last + (counts === 'records' ? 1 : (lastRecords ?? 0))) % ROUND

  return {
    begin(number, of) {
      counts = of
      late = false
      if (expected !== undefined && number !== expected && !isOtherCount(number)) {
        const ahead = (number - expected + ROUND) % ROUND
        const behind = ROUND - ahead
        if (ahead < LONGEST_GAP) lost[counts] += ahead
        else if (behind < LONGEST_GAP) late = true
      }
      if (!late) last = number
    },
    end(records) {
      if (late) {
        // Counted as lost when those that came first were seen.
        lost[counts] = Math.max(0, lost[counts] - (counts === 'records' ? (records ?? 0) : 1))
        return
      }
      lastRecords = records
      const step = counts === 'datagrams' ? 1 : records
      expected = step === undefined ? undefined : (last + step) % ROUND
    },
  }
}
