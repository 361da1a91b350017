import type { Address } from '../../../lib/addresses.ts'
import { BY_SYN, DESTINATION, type RecordDraft, SOURCE } from '../format.ts'
import { boundedMap } from './bounded-map.ts'
import { TCP } from './protocols.ts'

const SYN = 2
const ACK = 16
/** Ends whose SYN is remembered. */
const ENDS = 65_536
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
  const firstSyns = boundedMap<string, number>(ENDS)

  /** Start of the record with the first SYN of this end, of this connection. */
  function firstSynOf(key: string, startMs: number): number {
    const known = firstSyns.get(key)
    if (known !== undefined && known <= startMs && startMs - known <= TOGETHER_MS) return known
    firstSyns.set(key, startMs)
    return startMs
  }

  return {
    decide(draft) {
      const { sourceFlags: flags, source, sourcePort, destination, destinationPort } = draft
      if (draft.protocol !== TCP || flags < 0 || (flags & SYN) === 0) return
      const own = firstSynOf(keyOf(source, sourcePort, destination, destinationPort), draft.startMs)
      if ((flags & ACK) === 0) {
        setBegan(draft, SOURCE)
      } else if (draft.sourcePackets === 1) {
        setBegan(draft, DESTINATION)
      } else {
        const other = firstSyns.get(keyOf(destination, destinationPort, source, sourcePort))
        if (other === undefined || other === own || Math.abs(other - own) > TOGETHER_MS) return
        setBegan(draft, other < own ? DESTINATION : SOURCE)
      }
    },
  }
}

function setBegan(draft: RecordDraft, end: typeof SOURCE | typeof DESTINATION): void {
  draft.began = end
  draft.beganBy = BY_SYN
}

/** Addresses and ports in one short string, 16 bits a character. */
function keyOf(from: Address, fromPort: number, to: Address, toPort: number): string {
  const { fromCharCode } = String
  if (from.family === 4 && to.family === 4) {
    return fromCharCode(from.w3 >>> 16, from.w3 & 0xffff, fromPort, to.w3 >>> 16, to.w3 & 0xffff, toPort)
  }
  return wordsOf(from) + fromCharCode(fromPort) + wordsOf(to) + fromCharCode(toPort)
}

const wordsOf = ({ w0, w1, w2, w3 }: Address): string =>
  String.fromCharCode(...[w0, w1, w2, w3].flatMap(word => [word >>> 16, word & 0xffff]))
