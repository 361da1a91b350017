/** Of how many packets one was counted: by a record's own word, its sampler's, its interface's or its exporter's. */
import type { RecordSink } from '../format.ts'
import { slotOf } from './values.ts'

const INTERFACE = slotOf('interface')
const SAMPLER = slotOf('sampler')
const ONE_IN = slotOf('sampledOneIn')
const SAMPLED = slotOf('sampledPackets')
const SKIPPED = slotOf('skippedPackets')
const SIZE = slotOf('sampleSize')
const POPULATION = slotOf('samplePopulation')
const PROBABILITY = slotOf('sampleProbability')

const UNKNOWN = 0
const EVERY = 1
const MOST = 2 ** 31 - 1
/** Samplers and interfaces that are remembered in a file, of all exporters. */
const ROOM = 262_144

const NOT_SAID =
  'some exporters do not say whether they sample: of their records every packet is taken to be counted; let them send ' +
  'their sampling options where they do sample, or say it in sources.csv'

/** What the exporters of a file have room for. */
export interface SamplingRoom {
  left: number
}
export const samplingRoom = (): SamplingRoom => ({ left: ROOM })

export interface Sampling {
  /** N of "one in N" for a record's values; 0 where its sampler is not known. */
  of(values: Float64Array): number
  /** An options record: it may speak of sampling. */
  learn(values: Float64Array): void
  /** A header's word, for all records that have none of their own. */
  setDefault(oneIn: number): void
}

/** `ofSource`: what is said of the source, for exporters that do not say it. */
export function createSampling(
  sink: Pick<RecordSink, 'warn'>,
  room: SamplingRoom,
  ofSource: number | undefined,
): Sampling {
  const samplers = new Map<number, number>()
  const interfaces = new Map<number, number>()
  let fallback = UNKNOWN
  let isWarned = false

  function remember(of: Map<number, number>, key: number, oneIn: number): void {
    if (!of.has(key)) {
      if (room.left === 0) return
      room.left--
    }
    of.set(key, oneIn)
  }

  return {
    of(values) {
      const own = oneInOf(values)
      if (own > 0) return own
      const sampler = values[SAMPLER] as number
      if (sampler > 0) return samplers.get(sampler) ?? ofSource ?? UNKNOWN
      const byInterface = interfaces.size === 0 ? undefined : interfaces.get(values[INTERFACE] as number)
      if (byInterface !== undefined) return byInterface
      if (fallback !== UNKNOWN) return fallback
      if (ofSource !== undefined) return ofSource
      if (!isWarned) sink.warn(NOT_SAID)
      isWarned = true
      return EVERY
    },
    learn(values) {
      const oneIn = oneInOf(values)
      if (oneIn === UNKNOWN) return
      const sampler = values[SAMPLER] as number
      const place = values[INTERFACE] as number
      if (sampler > 0) remember(samplers, sampler, oneIn)
      else if (place > 0) remember(interfaces, place, oneIn)
      else fallback = oneIn
    },
    setDefault(oneIn) {
      fallback = oneIn
    },
  }
}

/**
 * Elements 34 and 50, 305 and 306 (RFC 5477, section 8.3), 309 and 310, 311; 0 where none of them says anything.
 */
function oneInOf(values: Float64Array): number {
  const oneIn = values[ONE_IN] as number
  if (oneIn > 0) return Math.min(oneIn, MOST)
  return shareOf(values[SAMPLED] as number, values[SKIPPED] as number, values)
}

function shareOf(sampled: number, skipped: number, values: Float64Array): number {
  if (sampled > 0 && skipped >= 0) return rounded((sampled + skipped) / sampled)
  const size = values[SIZE] as number
  const population = values[POPULATION] as number
  if (size > 0 && population >= size) return rounded(population / size)
  const probability = values[PROBABILITY] as number
  return probability > 0 && probability <= 1 ? rounded(1 / probability) : UNKNOWN
}

const rounded = (oneIn: number): number => Math.min(Math.max(1, Math.round(oneIn)), MOST)
