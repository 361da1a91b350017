/** Entries of Zeek's logs in JSON: out of their envelopes, of which log they are, and their fields by name. */
import { textOf } from '../framing/json-fields.ts'
import { isJsonObject, type JsonObject } from '../framing/json-values.ts'
import { type ConnColumns, connAliases } from './conn-columns.ts'
import { pathOfColumns } from './log-paths.ts'

/** An entry as Zeek wrote it, or as Security Onion stores it. */
export interface ZeekEntry {
  record: JsonObject
  /** Name of its log where it or its envelope says so. */
  path: string | undefined
  /** JSON path of the record in its line, with a dot; empty where it is the line. */
  prefix: string
  /** The name of the sensor by the envelope. */
  sensor: string | undefined
}

/** Envelopes within each other that are opened. */
const MOST_ENVELOPES = 4
/** Keys of envelopes that hold an entry: search engines' hits, collectors of events. */
const OBJECT_KEYS = ['_source', 'result', 'event', 'zeek']
/** Keys of envelopes that hold an entry as text. */
const TEXT_KEYS = ['message', '_raw', 'original']

/**
 * Opens what lies around an entry: `{"conn": {…}}` (Kafka), a search engine's hit (`_source`), and the text of the log's line
 * that Security Onion and others keep in `message`, `event.original` or `_raw`. What has no envelope is given as it is.
 */
export function openEntry(value: JsonObject): ZeekEntry {
  let record = value
  let path: string | undefined
  let prefix = ''
  let sensor: string | undefined
  for (let depth = 0; depth < MOST_ENVELOPES && !isBare(record); depth++) {
    const inner = innerEntry(record)
    if (inner === undefined) break
    sensor = sensorOf(record) ?? sensor
    path = inner.path ?? datasetOf(record) ?? path
    record = inner.record
    prefix += `${inner.key}.`
  }
  return { record, path: textOf(record._path) ?? path ?? datasetOf(record), prefix, sensor }
}

/** Whether an object has what only Zeek's own entries have. */
const isBare = (object: JsonObject): boolean =>
  object['id.orig_h'] !== undefined || object._path !== undefined || object.uid !== undefined

function innerEntry(object: JsonObject): { record: JsonObject; key: string; path?: string } | undefined {
  for (const key of OBJECT_KEYS) {
    const inner = object[key]
    if (!isJsonObject(inner)) continue
    if (isBare(inner) || key === '_source' || key === 'result') return { record: inner, key }
    const original = parsedText(inner.original)
    if (key === 'event' && original !== undefined) return { record: original, key: 'event.original' }
  }
  for (const key of TEXT_KEYS) {
    const inner = parsedText(object[key])
    if (inner !== undefined) return { record: inner, key }
  }
  const [key = '', ...more] = Object.keys(object)
  const only = object[key]
  return more.length === 0 && isJsonObject(only) && key !== '' ? { record: only, key, path: key } : undefined
}

/** The object that a text is the JSON of. */
function parsedText(value: unknown): JsonObject | undefined {
  if (typeof value !== 'string' || !value.startsWith('{')) return undefined
  try {
    const parsed: unknown = JSON.parse(value)
    return isJsonObject(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

const sensorOf = (object: JsonObject): string | undefined =>
  textOf(at(object, ['observer', 'name'])) ?? textOf(at(object, ['agent', 'name']))

/** The log by `event.dataset`: `conn` of Security Onion, `zeek.conn` of others. */
function datasetOf(object: JsonObject): string | undefined {
  const dataset = textOf(object['event.dataset']) ?? textOf(at(object, ['event', 'dataset']))
  return dataset?.replace(/^(zeek|bro|corelight)\./, '')
}

/** The log of an entry that does not say it, by its columns. */
export const pathByColumns = (record: JsonObject): string | undefined =>
  pathOfColumns(column => record[column] !== undefined)

/** Keys from an object down to a value. */
type Keys = readonly string[]

function at(object: JsonObject, keys: Keys): unknown {
  const [first = '', second, ...more] = keys
  const value = object[first]
  if (second === undefined) return value
  return isJsonObject(value) ? at(value, [second, ...more]) : undefined
}

export type ConnField = keyof ConnColumns

/** A field's names as flat keys, then, where they have dots, as keys of inner objects. */
const keysOf = (field: ConnField): readonly Keys[] => allKeys.get(field) ?? []
const allKeys = new Map<string, readonly Keys[]>(
  Object.entries(connAliases).map(([field, names]) => [
    field,
    names.flatMap((name): Keys[] => (name.includes('.') ? [[name], name.split('.')] : [[name]])),
  ]),
)

/**
 * Fields of conn entries by name. A file names them alike throughout, so the name by which a field was found first is asked
 * first; the others again where an entry's originator stands under another name.
 */
export interface EntryFields {
  /** To be called with each entry before its fields are asked for. */
  turnTo(record: JsonObject): void
  /** The field's value; undefined where the entry has none. */
  of(field: ConnField): unknown
  /** The name by which it is known here; Zeek's own where it was not found yet. */
  nameOf(field: ConnField): string
}

export function entryFields(): EntryFields {
  let record: JsonObject = {}
  let known: Partial<Record<ConnField, Keys>> = {}
  const valueAt = (keys: Keys): unknown => (keys.length === 1 ? record[keys[0] ?? ''] : at(record, keys))

  return {
    turnTo(next) {
      record = next
      if (known.origH !== undefined && valueAt(known.origH) === undefined) known = {}
    },
    of(field) {
      const keys = known[field]
      if (keys !== undefined) return valueAt(keys) ?? undefined
      for (const candidate of keysOf(field)) {
        const value = valueAt(candidate)
        if (value === undefined || value === null) continue
        known[field] = candidate
        return value
      }
      return undefined
    },
    nameOf: field => (known[field] ?? keysOf(field)[0] ?? []).join('.'),
  }
}

/** Whether an entry that does not say its log is a connection: an end, and a word that only conn logs have. */
export function isConnection(record: JsonObject, fields: EntryFields): boolean {
  fields.turnTo(record)
  if (fields.of('connState') === undefined && fields.of('history') === undefined) {
    if (record.orig_bytes === undefined && record.orig_pkts === undefined && record.resp_pkts === undefined)
      return false
  }
  return fields.of('origH') !== undefined || fields.of('respH') !== undefined
}
