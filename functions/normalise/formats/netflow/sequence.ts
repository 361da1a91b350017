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
  /** Number and records of the message before. */
  let last = 0
  let lastRecords = 0
  let number = 0
  let counts: keyof Lost = 'records'

  /** Some exporters number messages where they should number records, or the other way round, or name their last record. */
  const isOtherCount = (records: number): boolean =>
    [counts === 'records' ? 1 : lastRecords, records].some(step => number === (last + step) % ROUND)

  /** Counts what is missing; false where the message came after its successors. */
  function compare(records: number): boolean {
    if (expected === undefined || number === expected || isOtherCount(records)) return true
    const ahead = (number - expected + ROUND) % ROUND
    if (ahead < LONGEST_GAP) lost[counts] += ahead
    else if (ROUND - ahead < LONGEST_GAP) {
      // Counted as lost when those that came first were seen.
      lost[counts] = Math.max(0, lost[counts] - (counts === 'records' ? records : 1))
      return false
    }
    return true
  }

  return {
    begin(begun, of) {
      number = begun
      counts = of
    },
    end(records) {
      if (!compare(records ?? 0)) return
      last = number
      lastRecords = records ?? 0
      const step = counts === 'datagrams' ? 1 : records
      expected = step === undefined ? undefined : (number + step) % ROUND
    },
  }
}
