import type { StringTable } from '../format.ts'

/** A string that most records of an upload share: its id is looked up only when ids begin anew. */
export function keptString(strings: StringTable, bytes: Uint8Array): () => number {
  let generation = Number.NaN
  let id = 0
  return () => {
    if (strings.generation !== generation) {
      generation = strings.generation
      id = strings.fromBytes(bytes, 0, bytes.length)
    }
    return id
  }
}
