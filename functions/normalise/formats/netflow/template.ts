/** Templates (RFC 3954, sections 5.2 and 6.1; RFC 7011, section 3.4) and what they are compiled to. */
import { type Element, elementOf, NTOP, type Slot, slots } from './elements.ts'

/** A field of this length says its own (RFC 7011, section 7). */
export const VARIABLE = 65_535
const ENTERPRISE_BIT = 0x8000
/** Fields of a template that is kept; real ones have up to some hundred. */
const MOST_FIELDS = 1024
/** Fields of ntop's in NetFlow v9, whose numbers have no room for an enterprise. */
const NTOP_V9_FIRST = 57_472
const NTOP_V9_LAST = 58_500

/** The only scope of NetFlow v9 that is read, and its element. Scopes are numbered apart from fields (RFC 3954, section 6.1). */
const SCOPE_INTERFACE = 2
const INTERFACE = 10

export interface Field {
  enterprise: number
  id: number
  length: number
  isScope: boolean
}

export interface Template {
  id: number
  isOptions: boolean
  version: 5 | 9 | 10
  /** Its record as it was sent, by which it is known again. */
  sent: Buffer
  /** All its fields, in order. */
  fields(): Field[]
  /** Bytes of a record; the fewest, where some fields say their own length. */
  length: number
  isVariable: boolean
  /** The fields that are read: their slot, place in the record, length, and how. */
  slots: Uint8Array
  offsets: Int32Array
  lengths: Uint8Array
  readings: Uint8Array
  /** Where records vary: lengths of all fields, and of each the place among those that are read, or −1. */
  allLengths: Uint16Array
  places: Int16Array
  /** Which slots are read. */
  has(slot: Slot): boolean
  /** Made by ntop's probes, whose OUT_BYTES are those that came back. */
  isNtop: boolean
}

/** A template record, the place after it, or what is wrong with it. */
export type ParsedTemplate = { template: Template; next: number } | { withdrawn: number; next: number } | string

/** Reads the template record at `start`. `known`: the template of an id so far, which is kept where it is sent again. */
export function parseTemplate(
  version: 9 | 10,
  isOptions: boolean,
  bytes: Buffer,
  start: number,
  end: number,
  known: (id: number) => Template | undefined,
): ParsedTemplate {
  const head = isOptions ? 6 : 4
  if (end - start < 4) return `${end - start} bytes, where a template has at least 4`
  const id = bytes.readUInt16BE(start)
  let count = bytes.readUInt16BE(start + 2)
  if (version === 10 && count === 0) return { withdrawn: id, next: start + 4 }
  if (id < 256) return `template ${id}, where the first is 256`
  if (end - start < head) return `${end - start} bytes, where an options template has at least ${head}`
  let scopes = isOptions ? bytes.readUInt16BE(start + 4) : 0
  if (isOptions && version === 9) {
    // There both are in bytes.
    const scopeBytes = count
    if (scopeBytes % 4 !== 0 || scopes % 4 !== 0) return `template ${id} with a part of a field`
    count = (scopeBytes + scopes) / 4
    scopes = scopeBytes / 4
  }
  if (count > MOST_FIELDS) return `template ${id} of ${count} fields, where at most ${MOST_FIELDS} are read`
  if (scopes > count) return `template ${id} with ${scopes} scopes among ${count} fields`
  let at = start + head
  for (let i = 0; i < count; i++) {
    const length = fieldLength(version, bytes, at, end)
    if (end - at < length) return `template ${id} of ${count} fields, where its set has room for ${i}`
    at += length
  }
  const before = known(id)
  if (before?.isOptions === isOptions && before.sent.equals(bytes.subarray(start, at)))
    return { template: before, next: at }
  const sent = Buffer.from(bytes.subarray(start, at))
  const template = compile({ id, isOptions, version, sent, fields: () => fieldsOf(version, isOptions, sent) })
  if (template.length === 0) return `template ${id}, whose records have no bytes`
  return { template, next: at }
}

/** Bytes of the field specifier at `at`: with an enterprise number it is longer (RFC 7011, section 3.2). */
const fieldLength = (version: 9 | 10, bytes: Buffer, at: number, end: number): number =>
  version === 10 && end - at >= 4 && (bytes.readUInt16BE(at) & ENTERPRISE_BIT) !== 0 ? 8 : 4

function fieldsOf(version: 9 | 10, isOptions: boolean, sent: Buffer): Field[] {
  const second = sent.readUInt16BE(2)
  const scopes = isOptions ? (version === 9 ? second / 4 : sent.readUInt16BE(4)) : 0
  const fields: Field[] = []
  for (let at = isOptions ? 6 : 4; at < sent.length; ) {
    const type = sent.readUInt16BE(at)
    const length = fieldLength(version, sent, at, sent.length)
    fields.push({
      enterprise: length === 8 ? sent.readUInt32BE(at + 4) : 0,
      id: length === 8 ? type & ~ENTERPRISE_BIT : type,
      length: sent.readUInt16BE(at + 2),
      isScope: fields.length < scopes,
    })
    at += length
  }
  return fields
}

/** What is said of a template before it is compiled. */
export type Layout = Pick<Template, 'id' | 'isOptions' | 'version' | 'sent' | 'fields'>

/** The template whose fields stand one after another. */
export function compile(layout: Layout): Template {
  const { version } = layout
  const fields = layout.fields()
  const chosen = new Map<Slot, { element: Element; field: number; offset: number }>()
  let length = 0
  let isVariable = false
  for (const [at, field] of fields.entries()) {
    const element = readElement(version, field)
    const before = element === undefined ? undefined : chosen.get(element.slot)
    const fits = field.length === VARIABLE || (element !== undefined && isIn(element, field.length))
    if (element !== undefined && fits && (before === undefined || before.element.rank < element.rank))
      chosen.set(element.slot, { element, field: at, offset: length })
    if (field.length === VARIABLE) {
      isVariable = true
      length += 1
    } else length += field.length
  }
  const read = [...chosen.values()]
  const places = new Int16Array(isVariable ? fields.length : 0).fill(-1)
  if (isVariable) for (const [place, { field }] of read.entries()) places[field] = place
  const lengthOf = (at: number) => fields[at]?.length ?? 0
  return {
    ...layout,
    length,
    isVariable,
    slots: Uint8Array.from(read, ({ element }) => slots.indexOf(element.slot)),
    offsets: Int32Array.from(read, ({ offset }) => offset),
    lengths: Uint8Array.from(read, ({ field }) => lengthOf(field)),
    readings: Uint8Array.from(read, ({ element }) => element.reading),
    allLengths: isVariable ? Uint16Array.from(fields, field => field.length) : new Uint16Array(0),
    places,
    has: hasOf(new Set(chosen.keys())),
    isNtop: fields.some(field => isNtop(version, field)),
  }
}

/** Apart, so that what is kept of a template holds nothing else of how it was compiled. */
function hasOf(read: ReadonlySet<Slot>): (slot: Slot) => boolean {
  return slot => read.has(slot)
}

function readElement(version: 5 | 9 | 10, field: Field): Element | undefined {
  if (version !== 9 || !field.isScope) return elementOf(field.enterprise, field.id)
  return field.id === SCOPE_INTERFACE ? elementOf(0, INTERFACE) : undefined
}

const isIn = ({ least, most }: Element, length: number): boolean => length >= least && length <= most

const isNtop = (version: 5 | 9 | 10, { enterprise, id }: Field): boolean =>
  version === 10 ? enterprise === NTOP : id >= NTOP_V9_FIRST && id <= NTOP_V9_LAST
