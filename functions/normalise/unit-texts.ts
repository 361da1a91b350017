/** The units of a log as text, by the framing of the format that reads them. */
import { createDraft } from './draft.ts'
import type { RecordSink, StreamFormat } from './formats/format.ts'

/**
 * Texts of the units of these ordinals, out of decompressed content; what is not there is left out. Reads no further than
 * the last of them.
 */
export async function streamUnitTexts(
  format: StreamFormat,
  content: AsyncIterable<Uint8Array>,
  ordinals: ReadonlySet<number>,
): Promise<Map<number, string>> {
  const texts = new Map<number, string>()
  const decoder = new TextDecoder()
  const reader = format.open(
    listen((ordinal, unit) => {
      if (ordinals.has(ordinal)) texts.set(ordinal, decoder.decode(unit))
    }),
    { key: '', keyExporter: '', isShown: ordinal => ordinals.has(ordinal) },
  )
  for await (const chunk of content) {
    reader.push(chunk)
    if (texts.size === ordinals.size) return texts
  }
  reader.end()
  return texts
}

/** A sink that hears of units and keeps nothing of what they say. */
function listen(onUnit: (ordinal: number, unit: Uint8Array) => void): RecordSink {
  const ignore = () => {}
  return {
    draft: createDraft(),
    strings: { fromBytes: () => 0, fromString: () => 0, generation: 0 },
    frame: (ordinal, buffer, start, end) => onUnit(ordinal, buffer.subarray(start, end)),
    record: ignore,
    reject: ignore,
    skip: ignore,
    marker: ignore,
    warn: ignore,
    refuse: ignore,
  }
}
