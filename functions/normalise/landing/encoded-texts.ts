/** Texts by number, as dictionary pages hold them: of few texts that stand in many pages none is encoded twice. */
import { ByteSink } from './byte-sink.ts'
import type { TextEntries } from './columns.ts'
import { doubled } from './doubled.ts'

export interface EncodedTexts extends TextEntries {
  /** Adds a text behind those that are there; numbers count from 0. */
  add(text: string): void
}

/** Most uploads that there are many of have few. */
const FIRST_BYTES = 1024
const FIRST_TEXTS = 64

export function createEncodedTexts(): EncodedTexts {
  const texts: string[] = []
  const encoded = new ByteSink(FIRST_BYTES)
  let ends = new Int32Array(FIRST_TEXTS)

  return {
    add(text) {
      encoded.appendText(text)
      if (texts.length === ends.length) ends = doubled(ends)
      ends[texts.length] = encoded.length
      texts.push(text)
    },
    text: number => texts[number] as string,
    append(sink, numbers) {
      for (let at = 0; at < numbers.length; at++) {
        const number = numbers[at] as number
        sink.appendPart(encoded, number === 0 ? 0 : (ends[number - 1] as number), ends[number] as number)
      }
    },
  }
}
