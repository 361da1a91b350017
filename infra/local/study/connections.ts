/** Connections as a wire would carry them: every packet has a time, so that exporters cut them truthfully. */
import type { Random } from './random.ts'

export type Role = 'use' | 'served' | 'attempt_out' | 'attempt_in'

export interface Connection {
  /** The watched end, and which end sent first. */
  local: number
  remote: number
  localPort: number
  remotePort: number
  protocol: 1 | 6 | 17
  localBegan: boolean
  answered: boolean
  denied: boolean
  /** ICMP type where protocol is 1. */
  icmpType: number
  /** Times of packets sent by the end that began, and by the other; epoch ms, ascending. */
  beginTimes: Float64Array
  answerTimes: Float64Array
  /** IP bytes of a packet of each side (all alike, so that cuts add up). */
  beginPacketBytes: number
  answerPacketBytes: number
  /** What the study means it to be: for the truth. */
  role: Role
  category: string
  country: string
  infrastructure: boolean
  /** What the truth counts it under; nothing where it is nobody's in particular. */
  subject: string
}

/** Shape of a connection's traffic. */
export interface Traffic {
  durationMs: number
  beginPackets: number
  answerPackets: number
  beginPacketBytes: number
  answerPacketBytes: number
}

/** Times of `count` packets from first to last, jittered between. */
export function packetTimes(random: Random, startMs: number, durationMs: number, count: number): Float64Array {
  const times = new Float64Array(count)
  if (count === 0) return times
  const step = count === 1 ? 0 : durationMs / (count - 1)
  for (let i = 0; i < count; i++) {
    const jitter = i === 0 || i === count - 1 ? 0 : (random.next() - 0.5) * step * 0.8
    times[i] = Math.floor(startMs + i * step + jitter)
  }
  return times
}

/** First and last packet of either side. */
export function spanOf(connection: Connection): { firstMs: number; lastMs: number } {
  const { beginTimes, answerTimes } = connection
  const last = Math.max(beginTimes[beginTimes.length - 1] ?? 0, answerTimes[answerTimes.length - 1] ?? 0)
  return { firstMs: beginTimes[0] ?? answerTimes[0] ?? 0, lastMs: last }
}

const SLOT_MS = 900_000

/** Quarter-hours (epoch ms ÷ 900,000) that packets touched; `spanned`: all from first to last, as one record shows it. */
export function slotsOf(connection: Connection, spanned: boolean, clockSkewMs = 0): number[] {
  const slots = new Set<number>()
  if (spanned) {
    const { firstMs, lastMs } = spanOf(connection)
    const last = Math.floor((lastMs + clockSkewMs) / SLOT_MS)
    for (let slot = Math.floor((firstMs + clockSkewMs) / SLOT_MS); slot <= last; slot++) slots.add(slot)
    return [...slots]
  }
  for (const times of [connection.beginTimes, connection.answerTimes]) {
    for (const time of times) slots.add(Math.floor((time + clockSkewMs) / SLOT_MS))
  }
  return [...slots]
}

/** Port of the end that did not begin. */
export const servicePort = (connection: Connection): number =>
  connection.protocol === 1 ? 0 : connection.localBegan ? connection.remotePort : connection.localPort

/** Dotted decimal of an unsigned 32-bit address. */
export const dotted = (address: number): string =>
  `${Math.floor(address / 16777216)}.${Math.floor(address / 65536) % 256}.${Math.floor(address / 256) % 256}.${address % 256}`

/** Unsigned 32-bit value of a dotted address. */
export function numberOf(address: string): number {
  return address.split('.').reduce((value, part) => value * 256 + Number(part), 0)
}
