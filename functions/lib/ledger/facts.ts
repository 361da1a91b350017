/**
 * What publish needs of an upload on one day, as text that fits into a key: a pure function of the receipt. A listing
 * shows 1,000 keys a call, and 100,000 receipts cannot be read one by one in a function's time.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import * as z from 'zod'
import type { LandingOutput, Liveness, Receipt, UploadStatus } from '../receipt.ts'
import { hashOf, landingBuildOf } from './ids.ts'
import { daysOf } from './receipts.ts'

/** An upload on one day, without its liveness: publish holds those of all uploads of the day. */
export interface DayUpload {
  uploadId: string
  bucket: string
  key: string
  contentHash: string
  status: UploadStatus
  build: string
  /** The build as its landing rows and objects name it. */
  landingBuild: string
  reference: string
  source: string
  /** Empty where unknown. */
  format: string
  heartbeat: boolean
  directions: 1 | 2
  cut: boolean
  /** Times of its records of all days, epoch ms; null where it has none. */
  firstMs: number | null
  lastMs: number | null
  /** Of its landing object of the day; null where it has none. */
  output: DayOutput | null
  /** Records of any scope that began on the day. */
  began: number
}

/** Bytes are decimal text: they may exceed 2^53. `networks`: prefixes of those of either end. */
export type DayOutput = Pick<LandingOutput, 'rows' | 'records' | 'bytesOut' | 'bytesIn' | 'networks'>

export type DayLiveness = Omit<Liveness, 'dt'>

const SLOTS = 96
/** Longest facts of a key: S3 takes keys of 1,024 bytes, and what stands before them and between has at most 130. */
const MAX_FACTS = 890
/** How facts begin; those of another version are no facts: the receipt says it anew. */
const VERSION = '2'
/** Bytes that are inflated at a time: texts are about this long, and a buffer of the default size is taken for each. */
const CHUNK = 2048
/** How the hash of facts that are too long for a key begins. */
const HASHED = '~'

const count = z.number().int().nonnegative()
const flag = z.union([z.literal(0), z.literal(1)])
const headSchema = z.tuple([
  z.tuple([z.string(), z.string(), z.string(), z.enum(['ok', 'unknown', 'other', 'refused', 'failed'])]),
  z.tuple([z.string(), count, z.string(), z.string(), z.string()]),
  z.tuple([flag, z.union([z.literal(1), z.literal(2)]), flag]),
  z.tuple([z.number().nullable(), z.number().nullable()]),
  z.tuple([count, count, z.string(), z.string(), z.array(z.string())]).nullable(),
  count,
])
const livenessSchema = z.array(z.tuple([z.string(), z.string(), z.string(), z.array(z.string()), count]))

/** Facts of an upload on a day; empty where its receipt says nothing of the day. */
export function factsOf(receipt: Receipt, dt: string): string {
  const output = receipt.outputs.find(one => one.dt === dt)
  const liveness = receipt.liveness.filter(entry => entry.dt === dt)
  if (!daysOf(receipt).includes(dt)) return ''
  let began = 0
  for (const { records } of liveness) began += records
  const head: z.infer<typeof headSchema> = [
    [receipt.bucket, receipt.key, receipt.contentHash, receipt.status],
    [receipt.build, receipt.returned, receipt.reference, receipt.source, receipt.format ?? ''],
    [receipt.heartbeat ? 1 : 0, receipt.directions, receipt.cut ? 1 : 0],
    [receipt.firstMs, receipt.lastMs],
    output === undefined ? null : [output.rows, output.records, output.bytesOut, output.bytesIn, output.networks],
    began,
  ]
  const entries: z.infer<typeof livenessSchema> = liveness.map(({ exporter, slots, lost, networks, records }) => [
    exporter,
    packSlots(slots),
    packSlots(lost),
    networks,
    records,
  ])
  const text = `${JSON.stringify(head)}\n${JSON.stringify(entries)}`
  return VERSION + deflateRawSync(text, { level: 9 }).toString('base64url')
}

const textOf = (facts: string): [head: string, liveness: string] => {
  const text = inflateRawSync(Buffer.from(facts.slice(VERSION.length), 'base64url'), { chunkSize: CHUNK }).toString()
  const end = text.indexOf('\n')
  return [text.slice(0, end), text.slice(end + 1)]
}

/** The upload that facts are of. Throws where they are of another version. */
export function readUpload(uploadId: string, facts: string): DayUpload {
  const [ids, made, flags, times, output, began] = headSchema.parse(JSON.parse(textOf(facts)[0]))
  const [bucket, key, contentHash, status] = ids
  const [build, returned, reference, source, format] = made
  const [heartbeat, directions, cut] = flags
  const [firstMs, lastMs] = times
  const landingBuild = landingBuildOf(build, returned)
  const of = { bucket, key, contentHash, status, build, landingBuild, reference, source, format }
  return {
    uploadId,
    ...of,
    heartbeat: heartbeat === 1,
    directions,
    cut: cut === 1,
    firstMs,
    lastMs,
    output: output === null ? null : unpackOutput(output),
    began,
  }
}

/** Its liveness on the day. Throws where the facts are of another version. */
export function readLiveness(facts: string): DayLiveness[] {
  return livenessSchema.parse(JSON.parse(textOf(facts)[1])).map(([exporter, slots, lost, networks, records]) => ({
    exporter,
    slots: unpackSlots(slots),
    lost: unpackSlots(lost),
    networks,
    records,
  }))
}

const unpackOutput = ([rows, records, bytesOut, bytesIn, networks]: [
  number,
  number,
  string,
  string,
  string[],
]): DayOutput => ({ rows, records, bytesOut, bytesIn, networks })

/** Facts as a key carries them: themselves, or their hash where they are too long. */
export const shortFacts = (facts: string): string =>
  facts.length <= MAX_FACTS ? facts : `${HASHED}${hashOf('facts', facts)}`

/** Whether these are facts, not only their hash or those of another version. */
export const areWhole = (facts: string): boolean => facts.startsWith(VERSION)

/** The landing object of an upload and day. */
export const landingKeyOf = (dt: string, uploadId: string, landingBuild: string): string =>
  `landing/dt=${dt}/${uploadId}-${landingBuild}.parquet`

/** The refused lines of an upload, beside its landing objects and under the same name. */
export const rejectsKeyOf = (uploadId: string, landingBuild: string): string =>
  `rejects/${uploadId}-${landingBuild}.jsonl`

/** 96 characters of 0 and 1 as 24 hexadecimal digits; none where all are 0. */
function packSlots(slots: string): string {
  if (!slots.includes('1')) return ''
  let text = ''
  for (let at = 0; at < SLOTS; at += 4) text += Number.parseInt(slots.slice(at, at + 4), 2).toString(16)
  return text
}

const NIBBLES = Array.from({ length: 16 }, (_, value) => value.toString(2).padStart(4, '0'))
const NO_SLOTS = '0'.repeat(SLOTS)

function unpackSlots(packed: string): string {
  if (packed === '') return NO_SLOTS
  let text = ''
  for (const digit of packed) text += NIBBLES[Number.parseInt(digit, 16)] ?? '0000'
  return text
}
