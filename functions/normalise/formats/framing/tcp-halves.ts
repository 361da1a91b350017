import type { Address } from '../../../lib/addresses.ts'
import { BY_SYN, DESTINATION, type RecordDraft, SOURCE } from '../format.ts'
import { TCP } from './protocols.ts'
import { ACK, SYN } from './tcp-flags.ts'

/** Ends whose SYN is remembered, in groups of which the earliest gives way. */
const ENDS = 262_144
const GROUP = 4
/** The first SYNs of both ends come within this time of each other, repeated ones included; ports are used again later. */
const TOGETHER_MS = 300_000

/**
 * Who began the TCP connections of a log each of whose records shows one direction, with its flags OR-ed over the record
 * (NetFlow, IPFIX): an end that opened a connection and went on shows SYN and ACK, as the end that answered does.
 *
 * - SYN without ACK: the source began. SYN and ACK in the only packet: the destination did.
 * - Else the first SYNs of both ends are compared, in time: the end whose SYN came first began. The record that comes when
 *   both are known gets the word, for all records of the connection that day. Equal times, and one half alone, say nothing.
 */
export interface TcpHalves {
  /** Sets `began` and `beganBy` where flags, ports, packets and start of the draft tell; else leaves them. */
  decide(draft: RecordDraft): void
}

export function tcpHalves(): TcpHalves {
  let firstSyns: ReturnType<typeof firstTimes> | undefined
  const own = { first: 0, second: 0 }
  const other = { first: 0, second: 0 }

  return {
    decide(draft) {
      const { sourceFlags: flags, source, sourcePort, destination, destinationPort } = draft
      if (draft.protocol !== TCP || flags < 0 || (flags & SYN) === 0) return
      const from = hashOf(source, sourcePort)
      const to = hashOf(destination, destinationPort)
      setKey(own, from, to)
      firstSyns ??= firstTimes()
      const start = firstSyns.note(own, draft.startMs)
      if ((flags & ACK) === 0) {
        setBegan(draft, SOURCE)
      } else if (draft.sourcePackets === 1) {
        setBegan(draft, DESTINATION)
      } else {
        setKey(other, to, from)
        const back = firstSyns.find(other)
        if (Number.isNaN(back) || back === start || Math.abs(back - start) > TOGETHER_MS) return
        setBegan(draft, back < start ? DESTINATION : SOURCE)
      }
    },
  }
}

/**
 * First times by key, in typed arrays: a map of texts takes a microsecond a record. Keys are of 64 bits, so that two
 * connections are taken for one about as often as never.
 */
function firstTimes() {
  const firsts = new Int32Array(ENDS)
  const seconds = new Int32Array(ENDS)
  /** 1 more than the milliseconds: 0 is no time, and so nothing is written before there is one. */
  const times = new Float64Array(ENDS)

  const groupOf = ({ first }: Key): number => ((first >>> 0) % (ENDS / GROUP)) * GROUP

  /** Place of a key in its group; −1 where it is not there. */
  function placeOf({ first, second }: Key, group: number): number {
    for (let place = group; place < group + GROUP; place++)
      if (firsts[place] === first && seconds[place] === second) return place
    return -1
  }

  function earliestOf(group: number): number {
    let earliest = group
    for (let place = group + 1; place < group + GROUP; place++)
      if ((times[place] as number) < (times[earliest] as number)) earliest = place
    return earliest
  }

  return {
    /** Start of the record with the first SYN of this end, of this connection: a later one of the same ports begins anew. */
    note(key: Key, startMs: number): number {
      const group = groupOf(key)
      const found = placeOf(key, group)
      const place = found < 0 ? earliestOf(group) : found
      const known = (times[place] as number) - 1
      if (found >= 0 && known <= startMs && startMs - known <= TOGETHER_MS) return known
      firsts[place] = key.first
      seconds[place] = key.second
      times[place] = startMs + 1
      return startMs
    },
    /** NaN where there is none. */
    find(key: Key): number {
      const found = placeOf(key, groupOf(key))
      return found < 0 ? Number.NaN : (times[found] as number) - 1
    },
  }
}

function setBegan(draft: RecordDraft, end: typeof SOURCE | typeof DESTINATION): void {
  draft.began = end
  draft.beganBy = BY_SYN
}

/** What stands for a connection in one direction. */
interface Key {
  first: number
  second: number
}

/** 32 bits of an address and a port. */
function hashOf({ w0, w1, w2, w3 }: Address, port: number): number {
  let hash = Math.imul(w3 ^ Math.imul(port + 1, 0x9e3779b1), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 15) ^ w2, 0xc2b2ae35)
  hash = Math.imul(hash ^ (hash >>> 13) ^ w1, 0x27d4eb2f)
  return Math.imul(hash ^ (hash >>> 16) ^ w0, 0x165667b1)
}

/** The same two ends the other way round have another key. */
function setKey(key: Key, from: number, to: number): void {
  const first = Math.imul(from ^ (from >>> 16), 0x7feb352d) + Math.imul(to ^ (to >>> 15), 0x846ca68b)
  key.first = (first ^ (first >>> 16)) | 0
  key.second = (Math.imul(from, 0x2c1b3c6d) ^ Math.imul(to ^ (to >>> 12), 0x297a2d39)) | 0
}
