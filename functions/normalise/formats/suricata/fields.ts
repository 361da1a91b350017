import { type JsonFields, REFUSED, UNSET } from '../framing/json-fields.ts'
import type { JsonObject } from '../framing/json-values.ts'

/** TCP flags, two hexadecimal digits; UNSET where there are none, REFUSED where the event is rejected. */
export function flagsOf(fields: JsonFields, tcp: JsonObject, name: string): number {
  const value = tcp[name]
  if (value === undefined || value === null) return UNSET
  if (typeof value === 'string' && /^[0-9a-fA-F]{1,2}$/.test(value)) return Number.parseInt(value, 16)
  fields.refuse('bad_number', `tcp.${name}`, value)
  return REFUSED
}

/** Longest id of a flow that is remembered; Suricata's have at most 19 digits. */
const LONGEST_ID = 64

/**
 * A flow's id as a key of a map; undefined where the event has none. A text also where it is a number: places of numbers
 * in a map can be chosen by who writes the file, so that all of them lie in one.
 */
export function flowKey(id: unknown): string | undefined {
  if (typeof id === 'number') return `#${id}`
  return typeof id === 'string' && id.length <= LONGEST_ID ? `"${id}` : undefined
}
