/** The units of an upload on their way from its bytes to the sink, by a format that reads a stream or one that reads by place. */
import { factsOfSource, type SourceRow } from '../lib/reference/sources.ts'
import { type ContentFile, openContentFile, type PlacedUpload } from './content/content-file.ts'
import type { Content } from './content/open-content.ts'
import type { Format, RandomAccessFormat, StreamFormat, UnitSink, UploadContext } from './formats/format.ts'
import { formatOfFile } from './formats/index.ts'
import type { Spool } from './landing/spool.ts'
import type { RecognisedContent } from './recognise-content.ts'
import type { CollectingSink } from './record-sink.ts'
import { originOf } from './upload-key.ts'

export interface OpeningOptions {
  /** Path of a folder for a copy of compressed content. */
  scratch: string
  /** As of normalising. */
  checkTime?: ((units: number) => void) | undefined
  /** What is waited for before more of a file is read. */
  waiting: () => Promise<void> | undefined
}

/** Content whose format is known for sure, before its first unit. */
export type OpenedUnits =
  | { format: StreamFormat; content: Content; recognised: RecognisedContent }
  | { format: RandomAccessFormat; file: ContentFile }
  /** A file by place that is of no format, for saying what it is. */
  | { format: undefined; file: ContentFile }

/**
 * Opens content that a format recognises by its head. What is read by place is copied to `scratch` first, where it is compressed;
 * its directory then says which of the formats with this head it is of, if any. Throws as `openContentFile`.
 */
export async function openUnits(
  format: Format,
  upload: PlacedUpload,
  { content, recognised }: { content: Content; recognised: RecognisedContent },
  { scratch, checkTime = () => {}, waiting }: OpeningOptions,
): Promise<OpenedUnits> {
  if (format.access === 'stream') return { format, content, recognised }
  const opened = await openContentFile(upload, content, scratch, () => checkTime(0))
  const file: ContentFile = {
    size: opened.size,
    async read(start, end) {
      await waiting()
      return opened.read(start, end)
    },
    close: () => opened.close(),
  }
  try {
    return { format: await formatOfFile(file, recognised.head, content.complete), file }
  } catch (error) {
    file.close()
    throw error
  }
}

export interface ReadingOptions extends Pick<Spool, 'waiting'> {
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
  units: Exclude<OpenedUnits, { format: undefined }>,
  upload: { key: string; folder?: string | undefined },
  sink: CollectingSink,
  { checkTime = () => {}, waiting, sources }: ReadingOptions,
): Promise<{ read: number; directions: 1 | 2 }> {
  const context = contextOf(upload, sources)
  if ('file' in units) {
    const { format, file } = units
    const { framed, directions } = await format.read(file, sink, context)
    return { read: framed, directions: directions ?? format.directions }
  }
  const { format, content, recognised } = units
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
