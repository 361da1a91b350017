/** What words of a log say: asked outside once, and kept. A word may lose its place to another. */
import { same } from './exporters'
import { LONGEST_WORD, WORD_BYTES, WORD_KINDS, WORD_PLACES, WORDS } from './memory'

/** What a word of this kind says, by its bytes; calls `stop` where numbers of texts begin to run out. */
declare function word(kind: i32, at: usize, length: i32): i32

const FACTOR: u64 = (0x9e3779b9 << 32) | 0x7f4a7c15

/** Forgets all words. */
export function clearWords(): void {
  memory.fill(WORDS, 0xff, WORD_KINDS * WORD_PLACES * WORD_BYTES)
}

/** What the word of at most `LONGEST_WORD` bytes says. */
export function wordOf(kind: i32, from: usize, length: i32): i32 {
  let hash = <u64>length
  let i = 0
  for (; i + 8 <= length; i += 8) hash = (hash ^ load<u64>(from + i)) * FACTOR
  // The bytes behind the word are shifted out.
  if (i < length) hash = (hash ^ (load<u64>(from + i) << (<u64>(8 - length + i) * 8))) * FACTOR
  const entry = WORDS + (<usize>kind * WORD_PLACES + <usize>(hash >> 56)) * WORD_BYTES
  if (load<i32>(entry, 32) === length && same(entry, from, length)) return load<i32>(entry, 36)
  const found = word(kind, from, length)
  memory.copy(entry, from, length)
  store<i32>(entry, length, 32)
  store<i32>(entry, found, 36)
  return found
}

export function isWord(length: i32): bool {
  return length <= LONGEST_WORD
}
