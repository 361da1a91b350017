/** Why a unit of a log is refused: a closed list; each has its one-line text in `describeReject`. */
export const rejectReasons = [
  'too_long',
  'cut_off',
  'field_count',
  'bad_address',
  'bad_number',
  'bad_time',
  'bad_json',
  'bad_envelope',
  'missing_field',
  'repeated_field',
  'end_before_start',
  'before_1990',
  'in_the_future',
  'too_long_lasting',
  'implausible_counter',
  'bad_page',
  'bad_datagram',
  'cut_datagram',
  'no_template',
] as const

export type RejectReason = (typeof rejectReasons)[number]

/** A refused unit with what its owner needs: where, what stood there, what was expected, what to do. */
export interface Reject {
  /** 1-based line or ordinal in the decompressed upload. */
  record: number
  reason: RejectReason
  /** Where in what is around the lines: `object 2, event 5`; only where it is taken out of something. */
  place?: string | undefined
  /** 1-based field number and name, or JSON path. */
  column: string
  /** What stood there, at most 100 characters. */
  found: string
  /** The unit itself, at most 1 KiB, invalid UTF-8 as U+FFFD. */
  text: string
}

const advice: Record<RejectReason, { expected: string; todo: string }> = {
  too_long: { expected: 'at most 65,536 bytes', todo: 'check that lines end with a line feed' },
  cut_off: { expected: 'a whole line', todo: 'upload the file again: its compression breaks here' },
  field_count: { expected: 'as many fields as the header names', todo: 'check for a cut or a joined line' },
  bad_address: { expected: 'an IPv4 or IPv6 address', todo: 'check the column order against the header' },
  bad_number: { expected: 'a whole number in range', todo: 'check the column order against the header' },
  bad_time: { expected: 'a time as this format writes it', todo: 'check the time format of the exporter' },
  bad_json: { expected: 'one JSON object', todo: 'check for a cut line or several objects in one line' },
  bad_envelope: {
    expected: 'log lines in it, as CloudWatch Logs, Firehose or Kinesis put them there',
    todo: 'upload again what the service delivered, or the log lines alone',
  },
  missing_field: { expected: 'a value in this field', todo: 'add the field to what the exporter logs' },
  repeated_field: {
    expected: 'each field once in a record',
    todo: 'check for two records joined into one, and for what adds fields on the way',
  },
  end_before_start: { expected: 'an end at or after the start', todo: "check the exporter's clock" },
  before_1990: { expected: 'a time after 1990-01-01', todo: "check the exporter's clock and the unit of its times" },
  in_the_future: {
    expected: 'a time at most a day after the upload',
    todo: "check the exporter's clock and the unit of its times",
  },
  too_long_lasting: { expected: 'a record of at most 31 days', todo: "set the exporter's active timeout" },
  implausible_counter: {
    expected: 'at most what 1.6 Tbit/s carry in the time of the record, or in a minute',
    todo: "check the column order against the header, and the unit of the exporter's counters",
  },
  bad_page: {
    expected: 'a readable row group',
    todo: 'write the file anew, as what was found is damaged or cannot be read',
  },
  bad_datagram: {
    expected: 'a message as NetFlow v5, v9 (RFC 3954) or IPFIX (RFC 7011) has it',
    todo: "check that nothing else was written between the messages, and the exporter's version",
  },
  cut_datagram: {
    expected: 'a whole datagram',
    todo: 'capture whole packets (tcpdump -s 0), and let the exporter send none that is longer than a packet may be',
  },
  no_template: {
    expected: 'the template of its exporter in the same file',
    todo: 'let the exporter send templates more often, or put what it sent before into the file too',
  },
}

/** Reasons that a wrong order of columns has, where places have numbers; keys of JSON and names of Parquet have no order. */
const BY_PLACE: readonly RejectReason[] = ['bad_address', 'bad_number']

/** What its reason expected, and what to do. */
export function adviceOn({ reason, column }: Pick<Reject, 'reason' | 'column'>): { expected: string; todo: string } {
  const { expected, todo } = advice[reason]
  const isNamed = BY_PLACE.includes(reason) && !/^field \d/.test(column)
  return { expected, todo: isNamed ? 'check what the exporter writes there' : todo }
}

/** One line: where, found, expected, what to do. `place` names the unit: `line 17` or `row 17`. */
export function describeReject(place: string, reject: Reject): string {
  const { expected, todo } = adviceOn(reject)
  const at = [reject.place === undefined ? place : `${place} (${reject.place})`, reject.column]
    .filter(part => part !== '')
    .join(', ')
  return `${at}: ${reject.reason}: expected ${expected}, found ${JSON.stringify(reject.found)}; ${todo}`
}

/** Reads a kept reject back. Throws where the line is not one. */
export function parseReject(line: string): Reject {
  const value: unknown = JSON.parse(line)
  if (
    typeof value === 'object' &&
    value !== null &&
    'record' in value &&
    'reason' in value &&
    'column' in value &&
    'found' in value &&
    'text' in value
  ) {
    const reason = rejectReasons.find(name => name === value.reason)
    if (reason !== undefined && typeof value.record === 'number') {
      return {
        record: value.record,
        reason,
        ...('place' in value ? { place: String(value.place) } : {}),
        column: String(value.column),
        found: String(value.found),
        text: String(value.text),
      }
    }
  }
  throw new Error(`rejects: expected what normalise writes, found ${line.slice(0, 80)}`)
}
