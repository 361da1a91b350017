/**
 * Plain lines, read by the kernel, on their way to the rows that the record sink would have made of each. Their order and
 * the numbers of addresses are those of the sink: what the kernel leaves is read before it goes on, and it ends where the
 * tables are looked at.
 */
import { type Address, emptyAddress } from '../lib/addresses.ts'
import type { createBusiestPrefixes } from './busiest.ts'
import type { Enricher } from './enrich/enricher.ts'
import type { PlainColumn, PlainForm, PlainLines, PlainWord } from './formats/format.ts'
import { readPair, toIpv4, toIpv6 } from './kernel/addresses.ts'
import {
  createKernel,
  DOUBLE_COLUMNS,
  INPUT,
  INPUT_BYTES,
  INTEGER_COLUMNS,
  type Kernel,
  LONGEST_NAME,
  linesBefore,
  MOST_COLUMNS,
  MOST_ROWS,
} from './kernel/kernel.ts'
import type { RowBatch } from './landing/row-batch.ts'
import type { Spool } from './landing/spool.ts'
import type { LivenessLog } from './liveness.ts'
import { createPlainDays, type DaySpan } from './plain-days.ts'

const DAY_MS = 86_400_000
const LF = 10
/** Networks that the kernel's memory of an address has room for. */
const MOST_NETWORKS = 2046
/** Place of a network's index, and no number yet. */
const NETWORK_SHIFT = 21
const SPECIAL = 1 << 20
const NO_NUMBER = SPECIAL - 1

/**
 * Whether the kernel pays is kept as a score of lines: a run is worth its lines, at most 64, less its own cost; other days
 * cost as much as some runs. Where it falls below the limit the kernel rests for as many lines.
 */
const MOST_WORTH = 64
const RUN_COST = 6
const SPAN_COST = 64
const HIGHEST_SCORE = 4096
const LOWEST_SCORE = -1024
const REST_LINES = 16_384

/** As in `kernel/assembly/roles.ts`. */
const ROLES: Record<PlainColumn, number> = {
  source: 1,
  destination: 2,
  sourcePort: 3,
  destinationPort: 4,
  exporter: 5,
  sourcePackets: 6,
  sourceBytes: 7,
  protocol: 8,
  start: 9,
  end: 10,
  action: 11,
  status: 12,
  flags: 13,
  time: 14,
  lasting: 15,
  transport: 16,
  destinationPackets: 17,
  destinationBytes: 18,
  sourcePayload: 19,
  destinationPayload: 20,
  service: 21,
  state: 22,
  history: 23,
}
/** By the kernel's number of their kind. */
const WORDS: readonly PlainWord[] = ['service', 'state', 'history']

/** What rows add to the totals of an upload. */
export interface CountedRows {
  rows: number
  /** Quarter-hours that they touch. */
  slots: number
  firstMs: number
  lastMs: number
  /** Records without a watched end. */
  unwatched: number
}

export interface PlainRowsOptions {
  spool: Spool
  enricher: Enricher
  latestMs: number
  liveness: LivenessLog
  busiest: Pick<ReturnType<typeof createBusiestPrefixes>, 'add'>
}

export const NO_DAY = -1

export interface PlainRows {
  readonly lines: PlainLines
  /** Day and exporter of the unit framed last; NO_DAY where it is no record, or refused. Told for each record: no object. */
  recordedDay: number
  recordedExporter: number
  /** Adds what exporters logged; to be called at the end. */
  finish(): void
}

export function createPlainRows(
  { spool, enricher, latestMs, liveness, busiest }: PlainRowsOptions,
  count: { lines(lines: number): void; rows(rows: CountedRows): void },
): PlainRows {
  const { addresses, strings } = spool
  const asked = emptyAddress()
  const other = emptyAddress()
  const networkCount = enricher.networks.length
  let kernel: Kernel | undefined
  let form: PlainForm | undefined
  let isPlain = false
  let generation = Number.NaN
  let score = 0
  let resting = linesBefore()
  let taken = 0
  let loaded: Uint8Array | undefined
  /** [from, to) of the chunk lies in the kernel's memory. */
  let from = 0
  let to = 0

  function look(address: Address): number {
    // One answer holds for all days of the span.
    const network = enricher.watched(address, (plainDays.span?.first ?? 0) * DAY_MS)
    return ((network + 1) << NETWORK_SHIFT) | (enricher.isSpecial(address) ? SPECIAL : 0) | NO_NUMBER
  }

  function number(address: Address): number {
    const id = addresses.id(address)
    if (spool.isLarge) kernel?.stop()
    return id
  }

  const open = (): Kernel =>
    createKernel({
      look: address => look(toIpv4(asked, address)),
      number: address => number(toIpv4(asked, address)),
      look6: (w0, w1, w2, w3) => look(toIpv6(asked, w0, w1, w2, w3)),
      number6: (w0, w1, w2, w3) => number(toIpv6(asked, w0, w1, w2, w3)),
      listed: (protocol, port) => (enricher.listedPort(protocol, port) ? 1 : 0),
      hasCounterpart: (protocol, type) => (form?.hasIcmpCounterpart?.(protocol, type) === true ? 1 : 0),
      word(kind, at, length) {
        const column = WORDS[kind]
        if (column === undefined || kernel === undefined) return 0
        const found = form?.word?.(column, kernel.bytes, at, at + length) ?? 0
        if (spool.isLarge) kernel.stop()
        return found
      },
    })

  function setForm(next: PlainForm): void {
    form = next
    const count = next.columns.length
    isPlain = count > 0 && count <= MOST_COLUMNS && networkCount <= MOST_NETWORKS
    if (kernel !== undefined) giveForm(kernel, next)
  }

  function giveForm(to: Kernel, { lines, columns }: PlainForm): void {
    if (!isPlain) return
    to.roles.set(columns.map(column => (column === undefined ? 0 : ROLES[column])))
    to.setForm(lines === 'zeek' ? 1 : 0, columns.length)
  }

  const plainDays = createPlainDays({
    networks: enricher.networks,
    latestMs,
    liveness,
    nameOf: exporter => strings.text(exporter) ?? '',
    isOver: () => strings.generation !== generation,
    onSpan() {
      score -= SPAN_COST
      generation = strings.generation
    },
  })

  function learn(buffer: Uint8Array, start: number, end: number): void {
    const { recordedDay, recordedExporter } = rows
    if (recordedDay === NO_DAY || form === undefined || !isPlain || resting > 0) return
    const length = end - start
    if (length > LONGEST_NAME) return
    if (kernel === undefined) {
      kernel = open()
      giveForm(kernel, form)
    }
    plainDays.learn(kernel, recordedDay, buffer.subarray(start, end), recordedExporter)
  }

  /** Lays whole lines of the chunk into the kernel's memory; false where there is none. */
  function load(chunk: Buffer, start: number, input: Uint8Array): boolean {
    const most = Math.min(chunk.length, start + INPUT_BYTES)
    const end = chunk.lastIndexOf(LF, most - 1) + 1
    if (end <= start) return false
    loaded = chunk
    from = start
    to = end
    input.set(chunk.subarray(start, end))
    return true
  }

  function take(chunk: Buffer, start: number, framed: number): number {
    taken = 0
    const { span } = plainDays
    if (resting > 0) {
      resting--
      return start
    }
    if (kernel === undefined || span === undefined || !isPlain) return start
    let at = start
    while (at < chunk.length) {
      if (strings.generation !== generation) break
      if ((loaded !== chunk || at < from || at >= to) && !load(chunk, at, kernel.input)) break
      const [begin, end] = [INPUT + at - from, INPUT + to - from]
      const full = spool.isLarge ? 1 : 0
      at = from + kernel.read(begin, end, framed + taken, MOST_ROWS, spool.untilSettled, full) - INPUT
      taken += kernel.lines.value
      store(kernel, span)
      if (kernel.isUnusual.value === 1) break
    }
    score = Math.min(HIGHEST_SCORE, score + Math.min(taken, MOST_WORTH) - RUN_COST)
    if (score < LOWEST_SCORE) {
      score = 0
      resting = REST_LINES
    }
    return at
  }

  function store(from: Kernel, { first: firstDay }: DaySpan): void {
    const added = from.rows.value
    const unwatched = from.pairs.value
    for (let pair = 0; pair < unwatched; pair++) {
      readPair(from.pairs32, pair, asked, other)
      busiest.add(asked, other)
    }
    const isAny = added > 0
    count.rows({
      rows: added,
      slots: from.slots.value,
      firstMs: isAny ? Number(from.first.value) : Number.POSITIVE_INFINITY,
      lastMs: isAny ? Number(from.last.value) : Number.NEGATIVE_INFINITY,
      unwatched,
    })
    if (isAny) {
      spool.append({ ...columnsOf(from), rows: added, firstDay, constants: constantsOf(form) })
      spool.settle(added)
    }
    count.lines(from.lines.value)
  }

  const rows: PlainRows = {
    recordedDay: NO_DAY,
    recordedExporter: 0,
    finish() {
      if (kernel !== undefined) plainDays.finish(kernel)
    },
    lines: {
      setForm,
      learn,
      // Framing gives Buffers.
      take: (chunk, start, framed) => take(chunk as Buffer, start, framed),
      get taken() {
        return taken
      },
    },
  }
  return rows
}

/** Rows as they stand in the kernel's memory. */
const columnsOf = ({ days, doubles, integers }: Kernel): Pick<RowBatch, 'days' | 'doubles' | 'integers'> => ({
  days,
  doubles: DOUBLE_COLUMNS.map((name, column) => [name, doubles[column] as Float64Array]),
  integers: INTEGER_COLUMNS.map((name, column) => [name, integers[column] as Int32Array]),
})

/** What no plain line has a word on is the same in all. */
const constantsOf = (form: PlainForm | undefined): RowBatch['constants'] => [
  ['part', 0],
  ['host', 0],
  ['sampling', form?.sampling ?? 0],
]
