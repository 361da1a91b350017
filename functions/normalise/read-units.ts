/** The units of an upload on their way from its bytes to the sink, by a format that reads a stream or one that reads by place. */
import { factsOfSource, type SourceRow } from '../lib/reference/sources.ts'
import { openContentFile, type PlacedUpload } from './content/content-file.ts'
import type { Content } from './content/open-content.ts'
import type { Format, UnitSink, UploadContext } from './formats/format.ts'
import type { Spool } from './landing/spool.ts'
import type { RecognisedContent } from './recognise-content.ts'
import type { CollectingSink } from './record-sink.ts'
import { originOf } from './upload-key.ts'

export interface ReadingOptions extends Pick<Spool, 'waiting'> {
  /** Path of a folder for a copy of compressed content. */
  scratch: string
  /** What the logs of sources do not say. */
  sources: readonly SourceRow[]
  /** As of normalising. */
  checkTime?: ((units: number) => void) | undefined
}

/**
 * Gives the upload's units to the sink; resolves to how many the format framed, and how many directions each shows. Between
 * pieces of the upload it waits for the editions of days that were met.
 */
export async function readUnits(
  format: Format,
  upload: PlacedUpload & { key: string; folder?: string | undefined },
  { content, recognised }: { content: Content; recognised: RecognisedContent },
  sink: CollectingSink,
  { scratch, checkTime = () => {}, waiting, sources }: ReadingOptions,
): Promise<{ read: number; directions: 1 | 2 }> {
  const context = contextOf(upload, sources)
  if (format.access === 'random') {
    const file = await openContentFile(upload, content, scratch, () => checkTime(0))
    try {
      const patient = {
        size: file.size,
        async read(start: number, end: number): Promise<Uint8Array> {
          await waiting()
          return file.read(start, end)
        },
      }
      return { read: await format.read(patient, sink, context), directions: format.directions }
    } finally {
      file.close()
    }
  }
  const reader = format.open(sink, context)
  let around = 0
  const outer: UnitSink = {
    frame(...unit) {
      around++
      sink.frame(...unit)
    },
    reject: sink.reject,
    skip: sink.skip,
  }
  for await (const chunk of recognised.chunks(outer)) {
    // A chunk may hold no end of a unit.
    checkTime(reader.framed)
    reader.push(chunk)
    const brought = waiting()
    if (brought !== undefined) await brought
  }
  reader.end(content.cut)
  return { read: reader.framed + around, directions: reader.directions ?? format.directions }
}

function contextOf({ key, folder }: { key: string; folder?: string | undefined }, sources: readonly SourceRow[]) {
  const { source, keyExporter } = originOf(key, folder)
  const { timeZone, sampling, exporter } = factsOfSource(sources, key, source)
  return { key, keyExporter: exporter ?? keyExporter, timeZone, sampling } satisfies UploadContext
}
