import type { StringTable } from '../formats/format.ts'
import { newHashSeed } from '../hash-seed.ts'
import { doubled } from './doubled.ts'

/** Distinct strings as small numbers; 0 is "no word". Cleared by its owner when it grows too large. */
export interface ClearableStrings extends StringTable {
  /** Text of an id; null for 0. */
  text(id: number): string | null
  /** Number of ids handed out since it was cleared, 0 included. */
  readonly size: number
  /** UTF-16 code units held since it was cleared. */
  readonly heldCharacters: number
  clear(): void
}

const decoder = new TextDecoder()

/** A string table that finds bytes it has seen without making a string of them. */
export function createStringTable(): ClearableStrings {
  let texts: string[] = ['']
  let characters = 0
  let generation = 0
  // FNV-1a, whose first value is a constant that everybody knows.
  const seed = newHashSeed()
  const ids = new Map<string, number>()
  // Open addressing over the bytes seen: slot → id, with the bytes in one growing arena.
  let capacity = 1024
  let slots = new Int32Array(capacity)
  let hashes = new Int32Array(capacity)
  let byteEntries = 0
  let arena = new Uint8Array(16_384)
  let arenaUsed = 0
  let offsets = new Int32Array(1024)
  let lengths = new Int32Array(1024)
  let entryIds = new Int32Array(1024)

  function fromString(text: string): number {
    if (text === '') return 0
    const known = ids.get(text)
    if (known !== undefined) return known
    const id = texts.length
    texts.push(text)
    characters += text.length
    ids.set(text, id)
    return id
  }

  function fromBytes(buffer: Uint8Array, start: number, end: number): number {
    if (start >= end) return 0
    let hash = seed
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ (buffer[i] as number), 0x01000193)
    let slot = hash & (capacity - 1)
    for (;;) {
      const entry = slots[slot] as number
      if (entry === 0) break
      if (hashes[slot] === hash && same(entry - 1, buffer, start, end)) return entryIds[entry - 1] as number
      slot = (slot + 1) & (capacity - 1)
    }
    const id = fromString(decoder.decode(buffer.subarray(start, end)))
    remember(hash, buffer, start, end, id)
    return id
  }

  function same(entry: number, buffer: Uint8Array, start: number, end: number): boolean {
    const length = end - start
    if (lengths[entry] !== length) return false
    const from = offsets[entry] as number
    for (let i = 0; i < length; i++) if (arena[from + i] !== buffer[start + i]) return false
    return true
  }

  function remember(hash: number, buffer: Uint8Array, start: number, end: number, id: number): void {
    if ((byteEntries + 1) * 2 > capacity) grow()
    const length = end - start
    if (arenaUsed + length > arena.length) {
      const larger = new Uint8Array(Math.max(arena.length * 2, arenaUsed + length))
      larger.set(arena)
      arena = larger
    }
    if (byteEntries === offsets.length) {
      offsets = doubled(offsets)
      lengths = doubled(lengths)
      entryIds = doubled(entryIds)
    }
    arena.set(buffer.subarray(start, end), arenaUsed)
    offsets[byteEntries] = arenaUsed
    lengths[byteEntries] = length
    entryIds[byteEntries] = id
    arenaUsed += length
    byteEntries++
    place(hash, byteEntries)
  }

  function place(hash: number, entry: number): void {
    let slot = hash & (capacity - 1)
    while (slots[slot] !== 0) slot = (slot + 1) & (capacity - 1)
    slots[slot] = entry
    hashes[slot] = hash
  }

  function grow(): void {
    const oldSlots = slots
    const oldHashes = hashes
    capacity *= 2
    slots = new Int32Array(capacity)
    hashes = new Int32Array(capacity)
    for (let i = 0; i < oldSlots.length; i++) {
      const entry = oldSlots[i] as number
      if (entry !== 0) place(oldHashes[i] as number, entry)
    }
  }

  return {
    fromBytes,
    fromString,
    text: id => (id === 0 ? null : (texts[id] ?? null)),
    get size() {
      return texts.length
    },
    get heldCharacters() {
      return characters + arenaUsed
    },
    get generation() {
      return generation
    },
    clear() {
      generation++
      texts = ['']
      characters = 0
      ids.clear()
      slots.fill(0)
      byteEntries = 0
      arenaUsed = 0
    },
  }
}
