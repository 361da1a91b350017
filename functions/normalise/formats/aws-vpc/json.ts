import type { RecordSink, StreamFormat, StreamReader, UploadContext } from '../format.ts'
import { cutText } from '../framing/cut-text.ts'
import { FieldRow } from '../framing/field-row.ts'
import { bytesOf } from '../framing/fields.ts'
import { someObject } from '../framing/json-heads.ts'
import { type JsonObject, readJsonValues } from '../framing/json-values.ts'
import { columnsOf } from './header.ts'
import { vpcName } from './names.ts'
import { vpcRows } from './rows.ts'

/** The fields that are read, in the order in which their values are put down. */
const READ = [
  ...[
    'srcaddr',
    'dstaddr',
    'pkt-srcaddr',
    'pkt-dstaddr',
    'srcport',
    'dstport',
    'protocol',
    'packets',
    'bytes',
    'start',
  ],
  ...['end', 'action', 'log-status', 'tcp-flags', 'interface-id', 'tgw-attachment-id', 'tgw-id', 'resource-id'],
]
/** The first that an object has is its exporter's. */
const EXPORTERS = ['interface-id', 'tgw-attachment-id', 'tgw-id'].map(name => READ.indexOf(name))
/** Without its status: what it must have to be taken for a record. */
const NEEDED = ['protocol', 'start', 'end']
/** Keys whose meaning is remembered: logs have few, and no key of hostile ones stays for good. */
const MOST_KEYS = 1024
const LONGEST_KEY = 64
/** Characters of a value that are looked at, of at most 3 bytes each. */
const LONGEST_VALUE = 256

/**
 * VPC and transit gateway flow logs as JSON objects, one a line, printed, or in an array: what conversions by Firehose,
 * Lambda or Glue and exports of queries make of them. Keys are names of fields in any spelling that `vpcName` knows, numbers
 * may be texts, and the object may have others beside them. Fields mean what they mean in text (see `awsVpc`); null, an
 * empty text and `-` are no word. An object with two keys of one field is rejected.
 */
export const awsVpcJson: StreamFormat = {
  name: 'aws-vpc-json',
  title: 'AWS VPC flow logs (JSON)',
  heartbeat: true,
  directions: 1,
  unit: 'line',
  access: 'stream',
  recognise: (head, complete) => someObject(head, complete, isVpc),
  open: openJson,
}

function isVpc(value: JsonObject): boolean {
  const names = new Set(Object.keys(value).map(vpcName))
  const has = (name: string) => names.has(name) || names.has(`pkt-${name}`)
  return has('srcaddr') && has('dstaddr') && (names.has('log-status') || NEEDED.every(name => names.has(name)))
}

function openJson(sink: RecordSink, context: UploadContext): StreamReader {
  const row = new FieldRow(sink, bytesOf(' '), bytesOf('-'))
  row.allowEmpty()
  const rows = vpcRows(row, sink, context)
  /** Place of a key's field among READ; −1 where it is not read. */
  const placeOf = new Map<string, number>()
  const text = Buffer.alloc(READ.length * LONGEST_VALUE * 3)
  const places = new Int32Array(2 * READ.length)
  /** Whether a key of each field came. */
  const isTaken = new Uint8Array(READ.length)
  const columns = columnsOf(READ)
  row.setColumns(READ)

  function placeOfKey(key: string): number {
    const known = placeOf.get(key)
    if (known !== undefined) return known
    const place = READ.indexOf(vpcName(key))
    if (placeOf.size < MOST_KEYS && key.length <= LONGEST_KEY) placeOf.set(key, place)
    return place
  }

  function takeObject(object: JsonObject): void {
    places.fill(0)
    isTaken.fill(0)
    let length = 0
    for (const key of Object.keys(object)) {
      const place = placeOfKey(key)
      if (place < 0) continue
      if (isTaken[place] === 1) {
        const keys = Object.keys(object).filter(other => placeOfKey(other) === place)
        sink.reject('repeated_field', READ[place] ?? '', cutText(keys.join(', '), 100))
        return
      }
      isTaken[place] = 1
      const value = object[key]
      places[2 * place] = length
      length += text.write(textOf(value), length)
      places[2 * place + 1] = length
    }
    row.setFields(text, places)
    columns.exporter = EXPORTERS.find(place => row.isSet(place)) ?? -1
    rows.take(columns)
  }

  return readJsonValues(sink, { skipKind: () => undefined, onObject: takeObject })
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value.slice(0, LONGEST_VALUE)
  if (value === null) return ''
  return typeof value === 'number' ? String(value) : typeof value
}
