/**
 * What rules on names say of the systems of an edition: a number a system, worked out once where a set is put, since to ask
 * 35 rules of 80,000 names takes seconds. Beside the ranges of the edition, `reference/ranges/<ranges>-<rules>.kinds`: other
 * rules make another file. Where there is none, as in lakes of before, the rules are asked.
 * Layout, little-endian: 4 × u32 (magic, version, systems, rules), SHA-256 of its key and all else, then a u16 for each label
 * of the ranges in their order: 0 where no rule holds, else the rule's place among the rules, from 1.
 */
import { createHash } from 'node:crypto'
import type { AsLabel } from './edition-ranges.ts'
import { type KindRule, kindRuleOf } from './lists/kinds.ts'

/** Rises with every change of what the same rules say of the same name. */
const ASKED_AS = 1

/** What 16 bits number. */
export const MOST_RULES = 65_535

const MAGIC = 0x46434b4e
const HEADER_BYTES = 16
const HASH_BYTES = 32
const VALUES_AT = HEADER_BYTES + HASH_BYTES

/** Names the rules of a set, by the texts that they are read of. */
export function hashOfRules(shipped: Uint8Array, own: Uint8Array | undefined): string {
  const hash = createHash('sha256').update(`${ASKED_AS} ${shipped.length} ${own?.length}\n`).update(shipped)
  if (own !== undefined) hash.update(own)
  return hash.digest('hex').slice(0, 16)
}

/** Its size in bytes. */
export const sizeOfNameKinds = (systems: number): number => VALUES_AT + systems * 2

/** Name of the file beside the ranges. */
export const nameKindsFileOf = (ranges: string, rules: string): string => `${ranges}-${rules}.kinds`

/** Its key in the lake. */
export const nameKindsKeyOf = (ranges: string, rules: string): string =>
  `reference/ranges/${nameKindsFileOf(ranges, rules)}`

/**
 * Asks the rules of each system: seconds for 80,000. `known`: rules by name, for editions that share most names; it is added to.
 * `onAsked` hears of each system, with how many there are.
 */
export function encodeNameKinds(
  key: string,
  rules: readonly KindRule[],
  systems: readonly AsLabel[],
  known: Map<string, number> = new Map(),
  onAsked: (of: number) => void = () => {},
): Uint8Array {
  const places = new Map(rules.map((rule, at) => [rule, at + 1]))
  const bytes = new Uint8Array(sizeOfNameKinds(systems.length))
  const view = new DataView(bytes.buffer)
  const header = [MAGIC, ASKED_AS, systems.length, rules.length]
  for (const [at, word] of header.entries()) view.setUint32(at * 4, word, true)
  systems.forEach(({ name }, at) => {
    let place = known.get(name)
    if (place === undefined) {
      const rule = kindRuleOf(rules, name)
      place = (rule === undefined ? undefined : places.get(rule)) ?? 0
      known.set(name, place)
    }
    view.setUint16(VALUES_AT + at * 2, place, true)
    onAsked(systems.length)
  })
  bytes.set(hashOf(key, bytes), HEADER_BYTES)
  return bytes
}

/** Throws where bytes are not those that were made under the key. */
export function checkNameKinds(key: string, bytes: Uint8Array): void {
  const found = Buffer.from(bytes.subarray(HEADER_BYTES, VALUES_AT))
  if (bytes.length < VALUES_AT || !found.equals(hashOf(key, bytes)))
    throw new Error(
      `${key}: expected what was worked out under this name, found other bytes; ` +
        'delete it: rules are asked then, until the set is put again',
    )
}

/** The numbers, as they lie in the buffer. Throws where it is another's, damaged, or of other systems or rules. */
export function openNameKinds(
  key: string,
  bytes: Uint8Array,
  { systems, rules }: { systems: number; rules: number },
): Uint16Array {
  checkNameKinds(key, bytes)
  // A copy where they do not lie aligned.
  const held = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes)
  const [magic, version, ofSystems = 0, ofRules] = new Uint32Array(held.buffer, held.byteOffset, HEADER_BYTES / 4)
  const isWhole = held.length === sizeOfNameKinds(ofSystems)
  if (magic !== MAGIC || version !== ASKED_AS || !isWhole || ofSystems !== systems || ofRules !== rules)
    throw new Error(
      `${key}: expected ${rules} rules on ${systems} systems, found ${ofRules} on ${ofSystems}; delete it, and put the set again`,
    )
  return new Uint16Array(held.buffer, held.byteOffset + VALUES_AT, systems)
}

const hashOf = (key: string, bytes: Uint8Array): Buffer =>
  createHash('sha256').update(key).update(bytes.subarray(0, HEADER_BYTES)).update(bytes.subarray(VALUES_AT)).digest()
