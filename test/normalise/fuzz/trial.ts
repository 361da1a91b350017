/** One input against what is promised of any: no exception, a balance, the same however it is split, and in time. */
import { tmpdir } from 'node:os'
import { createFolderStore } from '../../../functions/lib/local/folder-store.ts'
import { balanceOf } from '../../../functions/lib/receipt.ts'
import type { Format } from '../../../functions/normalise/formats/format.ts'
import { formats } from '../../../functions/normalise/formats/index.ts'
import { normaliseUpload } from '../../../functions/normalise/normalise-upload.ts'
import { streamUnitTexts } from '../../../functions/normalise/unit-texts.ts'
import { madeUpEnricher } from '../../support/made-up-enricher.ts'
import { type Recording, readUnlessOther, readWith } from '../../support/recording-sink.ts'
import type { FuzzInput } from './inputs.ts'

export interface Tried {
  /** What was promised and not kept; undefined where all was. */
  failure: string | undefined
  rows: number
  refused: number
  /** Whether its own format recognises it, or an upload was read. */
  isRead: boolean
  /** CPU time that it took. */
  cpuMs: number
}

/** What was found of an input, before its time is told. */
type Found = Omit<Tried, 'cpuMs'> & { contentBytes: number }

/** CPU time for each 64 KiB of content, and for what is less. */
const MS_FOR_64_KIB = 1000
const HEAD_BYTES = 65_536

type TrialInput = Pick<FuzzInput, 'format' | 'bytes' | 'chunks' | 'isUpload'>

/** `folder`: for what uploads leave. Never throws. */
export async function tryInput(input: TrialInput, folder: string = tmpdir()): Promise<Tried> {
  const began = process.threadCpuUsage()
  const tried = await (input.isUpload ? tryUpload(input, folder) : tryFormat(input)).catch((error: unknown) => ({
    ...{ rows: 0, refused: 0, isRead: false, contentBytes: 0 },
    failure: `throws ${firstLines(error)}`,
  }))
  const { user, system } = process.threadCpuUsage(began)
  const cpuMs = (user + system) / 1000
  const bytes = Math.max(input.bytes.length, tried.contentBytes)
  // What a format reads, it reads twice.
  const allowed = (input.isUpload ? 1 : 2) * MS_FOR_64_KIB * Math.max(1, bytes / 65_536)
  const slow = cpuMs > allowed ? `takes ${Math.round(cpuMs)} ms of CPU for ${bytes} bytes of content` : undefined
  const { failure, rows, refused, isRead } = tried
  return { failure: failure ?? slow, rows, refused, isRead, cpuMs }
}

const firstLines = (error: unknown): string =>
  (error instanceof Error ? (error.stack ?? error.message) : String(error))
    .split('\n')
    .slice(0, 4)
    .join(' | ')
    .slice(0, 600)

async function tryFormat({ format, bytes, chunks }: TrialInput): Promise<Found> {
  const head = bytes.subarray(0, HEAD_BYTES)
  for (const other of formats) if (other !== format) other.recognise(head, bytes.length <= HEAD_BYTES)
  const isRead = format.recognise(head, bytes.length <= HEAD_BYTES)
  const contentBytes = bytes.length
  const whole = await readUnlessOther(format, bytes)
  if (whole === undefined) return { failure: undefined, rows: 0, refused: 0, isRead: false, contentBytes }
  const counts = { rows: whole.rows.length, refused: whole.rejects.length, isRead, contentBytes }
  if (whole.violations.length > 0) return { failure: `violates ${whole.violations[0]}`, ...counts }
  await readTexts(format, bytes, whole)
  if (format.access === 'random') return { failure: undefined, ...counts }
  const split = readWith(format, bytes, { chunks })
  if (JSON.stringify(split) === JSON.stringify(whole)) return { failure: undefined, ...counts }
  return { failure: `differs when it is split: ${difference(split, whole)}`, ...counts }
}

/** The texts of some units, as they are shown to a person. */
async function readTexts(format: Format, bytes: Uint8Array, { rows, rejects }: Recording): Promise<void> {
  const ordinals = new Set([...rows.slice(-1), ...rejects.slice(-1)].map(({ ordinal }) => ordinal))
  // Files that are read by place are shown by a reader that takes them at their word, after they arrived.
  if (ordinals.size === 0 || format.access === 'random') return
  const content = async function* () {
    yield bytes
  }
  await streamUnitTexts(format, content(), ordinals)
}

function difference(split: Recording, whole: Recording): string {
  for (const name of Object.keys(whole) as (keyof Recording)[]) {
    const at = whole[name].findIndex((value, place) => JSON.stringify(value) !== JSON.stringify(split[name][place]))
    if (at >= 0 || split[name].length !== whole[name].length)
      return `${name} ${JSON.stringify(whole[name].at(at))} and ${JSON.stringify(split[name].at(at))}`.slice(0, 500)
  }
  return 'their order'
}

async function tryUpload({ bytes, chunks }: TrialInput, folder: string): Promise<Found> {
  const receipt = await normaliseUpload(
    {
      bucket: 'uploads',
      key: 'team/file',
      version: '1',
      size: bytes.length,
      receivedMs: Date.parse('2030-01-01'),
      async stream() {
        return (async function* () {
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const size = chunks[Math.min(turn, chunks.length - 1)] ?? bytes.length
            yield bytes.slice(at, at + size)
            at += size
          }
        })()
      },
      read: async (start, end) => bytes.slice(start, end),
    },
    'upload',
    'build',
    {
      lake: createFolderStore(folder),
      enricher: madeUpEnricher,
      reference: 'reference',
      scratchDir: folder,
      clock: { nowMs: () => 0 },
    },
  )
  const { read, accounted } = balanceOf(receipt)
  const { status, refusal, format, accepted, rejected, contentBytes } = receipt
  const refused = Object.values(rejected).reduce((sum, count) => sum + count, 0)
  const failure =
    read !== accounted
      ? `has a receipt of ${read} units read and ${accounted} accounted for`
      : (status === 'ok') !== (refusal === null) || status === 'failed'
        ? `has a receipt ${status} with the refusal ${refusal}`
        : undefined
  return { failure, rows: accepted, refused, isRead: format !== null, contentBytes }
}
