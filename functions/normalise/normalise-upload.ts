/**
 * Step 1 of an upload's life: its bytes become landing objects, one per UTC day, and a receipt that is not yet written.
 * A pure function of the bytes, the key, when it was received, and the build; doing it again writes the same objects.
 */
import { landingKeyOf, rejectsKeyOf } from '../lib/ledger/facts.ts'
import { landingBuildOf } from '../lib/ledger/ids.ts'
import type { Clock, ObjectStore } from '../lib/ports.ts'
import type { LandingOutput, Receipt } from '../lib/receipt.ts'
import { deletionsOf } from '../lib/reference/deletions.ts'
import { type Content, ContentTooLarge, openContent } from './content/open-content.ts'
import { createDeletions } from './deletions.ts'
import type { Enricher } from './enrich/enricher.ts'
import type { RandomAccessFile } from './formats/format.ts'
import { isKernelOn } from './kernel/kernel.ts'
import { readBack } from './landing/read-back.ts'
import { createSpool, type Spool } from './landing/spool.ts'
import { placedRows } from './placed-rows.ts'
import { type OpenedUnits, openUnits, readUnits } from './read-units.ts'
import { type RecognisedContent, recogniseContent } from './recognise-content.ts'
import { type CollectingSink, createRecordSink, UploadRefused } from './record-sink.ts'
import { openScratch, type Scratch, ScratchFull } from './scratch.ts'
import { describeUnread } from './unread/index.ts'
import { originOf } from './upload-key.ts'
import { NORMALISE_VERSION } from './version.ts'

/** An upload as its store gives it. */
export interface UploadBody {
  bucket: string
  key: string
  /** On one machine: the name of the folder that was named, which says who where the key does not. */
  folder?: string | undefined
  /** VersionId, ETag or content hash: what names these bytes of the key. */
  version: string
  size: number
  /** Epoch ms; decides what is in the future. */
  receivedMs: number
  /** All of them in order; each chunk holds until the next is asked for. */
  stream(): Promise<AsyncIterable<Uint8Array>>
  /** Bytes [start, end). */
  read(start: number, end: number): Promise<Uint8Array>
}

export interface NormaliseLimits {
  objectBytes: number
  contentBytes: number
}

/** What one Lambda of 1,769 MB does within its 15 minutes, with room. */
export const DEFAULT_LIMITS: NormaliseLimits = { objectBytes: 5_000_000_000, contentBytes: 25_000_000_000 }

export interface NormaliseDependencies {
  lake: ObjectStore
  enricher: Enricher
  /** Hash of the reference set that made the enricher. */
  reference: string
  /** Local folder with room for the landing objects of one upload. */
  scratchDir: string
  clock: Clock
  limits?: NormaliseLimits
  /** Asked again and again while units are read, with their number so far; throws where there is no more time. */
  checkTime?: (units: number) => void
  /** Whether plain lines are read by the kernel; by default as the environment says. */
  kernel?: boolean
}

const UNKNOWN_HEAD_BYTES = 200
const DAY_MS = 86_400_000

export async function normaliseUpload(
  upload: UploadBody,
  uploadId: string,
  build: string,
  dependencies: NormaliseDependencies,
  returned = 0,
): Promise<Receipt> {
  const { lake, enricher, reference, checkTime, kernel = isKernelOn() } = dependencies
  const limits = dependencies.limits ?? DEFAULT_LIMITS
  const blank = { ...blankReceipt(upload, uploadId, build, reference), returned }
  const landingBuild = landingBuildOf(build, returned)
  const deletions = createDeletions(deletionsOf(enricher.deletions, upload.key, blank.source))
  const hidesTexts = deletions?.hidesTexts
  let spool: Spool | undefined
  let scratch: Scratch | undefined
  let units: OpenedUnits | undefined
  let content: Content | undefined
  try {
    if (upload.size > limits.objectBytes) {
      return refused(blank, `expected an object of at most ${limits.objectBytes} bytes, found ${upload.size}; split it`)
    }
    content = openContent(await upload.stream(), limits.contentBytes)
    const recognised = await recogniseContent(content)
    if (recognised.format === undefined) return await unread(blank, upload, recognised, content, { hidesTexts })

    scratch = await openScratch(dependencies.scratchDir)
    const opening = { scratch: scratch.path, checkTime, waiting: () => spool?.waiting() }
    units = await openUnits(recognised.format, upload, { content, recognised }, opening)
    const { format } = units
    if (format === undefined) return await unread(blank, upload, recognised, content, { file: units.file, hidesTexts })
    const labels = { source: blank.source, format: format.name, uploadId, build: landingBuild }
    spool = createSpool({ scratchDir: scratch.path, enricher, labels, kernel })
    const latestMs = upload.receivedMs + DAY_MS
    const { placeOf } = recognised
    const sink = createRecordSink({ spool, enricher, latestMs, checkTime, placeOf, deletions, kernel })
    const { waiting } = spool
    const { read, directions } = await readUnits(units, upload, sink, { checkTime, waiting, sources: enricher.sources })
    await waiting()
    if (content.damage !== undefined) sink.warn(content.damage)
    sink.checkSlots()

    const outputs = await landOutputs(spool, lake, uploadId, landingBuild)
    const rejects = await landRejects(sink, lake, uploadId, landingBuild)
    const totals = sink.totals()
    return {
      ...blank,
      format: format.name,
      heartbeat: format.heartbeat,
      directions,
      contentBytes: content.bytes,
      contentHash: content.hash(),
      read,
      accepted: outputs.reduce((sum, output) => sum + output.records, 0),
      outOfScope: totals.outOfScope,
      skipped: totals.skipped,
      rejected: sink.rejects.counts(),
      rejects,
      firstMs: totals.firstMs,
      lastMs: totals.lastMs,
      outputs,
      placed: placedRows(outputs, enricher.editions),
      liveness: sink.liveness.entries(index => enricher.networks[index]?.cidr ?? ''),
      warnings: totals.warnings,
      cut: content.cut,
      busiest: sink.busiest.top(),
    }
  } catch (error) {
    spool?.abandon()
    if (error instanceof ScratchFull)
      return { ...refused(blank, fullDisk(upload, dependencies.scratchDir)), status: 'failed' }
    if (error instanceof UploadRefused) return { ...refused(blank, error.message), unreadForm: error.unreadForm }
    if (error instanceof ContentTooLarge) return refused(blank, error.message)
    throw error
  } finally {
    if (units !== undefined && 'file' in units) units.file.close()
    await scratch?.close()
    await content?.close()
  }
}

/** Uploads the spooled days one after another; counts come from reading the files back. */
async function landOutputs(
  spool: Spool,
  lake: ObjectStore,
  uploadId: string,
  landingBuild: string,
): Promise<LandingOutput[]> {
  const outputs: LandingOutput[] = []
  for (const day of spool.finish()) {
    const key = landingKeyOf(day.dt, uploadId, landingBuild)
    const { rows, records, bytes } = await readBack(day.path)
    await lake.putFile(key, day.path)
    outputs.push({
      key,
      dt: day.dt,
      rows,
      externalRows: day.externalRows,
      records,
      bytesOut: day.bytesOut.toString(),
      bytesIn: day.bytesIn.toString(),
      bytes,
      networks: day.networks,
    })
  }
  return outputs
}

async function landRejects(
  sink: CollectingSink,
  lake: ObjectStore,
  uploadId: string,
  landingBuild: string,
): Promise<string | null> {
  const lines = sink.rejects.lines()
  if (lines === '') return null
  const key = rejectsKeyOf(uploadId, landingBuild)
  await lake.put(key, lines)
  return key
}

const fullDisk = ({ size }: UploadBody, folder: string): string =>
  `expected room below ${folder} for the rows of an upload of ${size} bytes, found its disk full; make room there and ` +
  'deliver it once more (one machine: npx flowcensus start, AWS: npx flowcensus redrive --run), or split it'

type NamedUpload = Omit<UploadBody, 'stream' | 'read'>

/** The receipt of an upload that nothing is read of. */
export const refusedReceipt = (
  upload: NamedUpload,
  uploadId: string,
  build: string,
  reference: string,
  refusal: string,
): Receipt => refused(blankReceipt(upload, uploadId, build, reference), refusal)

function blankReceipt(upload: NamedUpload, uploadId: string, build: string, reference: string): Receipt {
  return {
    uploadId,
    build,
    returned: 0,
    normaliseVersion: NORMALISE_VERSION,
    reference,
    bucket: upload.bucket,
    key: upload.key,
    version: upload.version,
    source: originOf(upload.key, upload.folder).source,
    status: 'ok',
    format: null,
    heartbeat: false,
    directions: 2,
    refusal: null,
    unreadForm: false,
    head: null,
    objectBytes: upload.size,
    contentBytes: 0,
    contentHash: upload.version,
    read: 0,
    accepted: 0,
    outOfScope: 0,
    skipped: {},
    rejected: {},
    rejects: null,
    firstMs: null,
    lastMs: null,
    outputs: [],
    placed: [],
    liveness: [],
    warnings: [],
    cut: false,
    busiest: [],
    receivedMs: upload.receivedMs,
  }
}

const refused = (blank: Receipt, refusal: string): Receipt => ({ ...blank, status: 'refused', refusal })

/**
 * An empty file is no mistake; of another, the receipt shows what it begins with. `file`: the content by place, where a format
 * recognised its head.
 */
async function unread(
  blank: Receipt,
  upload: UploadBody,
  recognised: RecognisedContent,
  content: Content,
  { file, hidesTexts = false }: { file?: RandomAccessFile; hidesTexts?: boolean | undefined },
): Promise<Receipt> {
  const { status, refusal } = await describeUnread(upload, content, recognised, file)
  const found = { ...blank, contentBytes: content.bytes, contentHash: content.hash(), cut: content.cut }
  const warnings = content.damage === undefined ? [] : [content.damage]
  // Compressed data that break off before anything comes out may hold a log: not empty, and not read.
  if (content.bytes === 0 && content.cut)
    return { ...found, status: 'unknown', refusal: `damaged ${content.damage}`, unreadForm: true }
  if (content.bytes === 0) return { ...found, warnings: ['the file is empty', ...warnings] }
  const isShown = status === 'unknown' && !hidesTexts
  const head = isShown ? escapeBytes(recognised.head.subarray(0, UNKNOWN_HEAD_BYTES)) : null
  return { ...found, warnings, status, refusal, unreadForm: true, head }
}

/** Printable ASCII as it is; everything else, backslash included, as \xHH. */
function escapeBytes(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) {
    const printable = byte >= 32 && byte < 127 && byte !== 92
    text += printable ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`
  }
  return text
}
