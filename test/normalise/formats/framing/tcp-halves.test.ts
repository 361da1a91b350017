import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../../functions/lib/addresses.ts'
import { createDraft } from '../../../../functions/normalise/draft.ts'
import {
  BY_NONE,
  BY_SYN,
  DESTINATION,
  type End,
  SOURCE,
  UNKNOWN,
} from '../../../../functions/normalise/formats/format.ts'
import { tcpHalves } from '../../../../functions/normalise/formats/framing/tcp-halves.ts'
import { runsOf } from '../../../support/depth.ts'

const SYN = 2
const ALL = 0x1b

interface Half {
  from: string
  fromPort: number
  to: string
  toPort: number
  startMs: number
  flags?: number
  packets?: number
}

/** What each record is said, in turn. */
function decide(halves: readonly Half[]): End[] {
  const draft = createDraft()
  const connections = tcpHalves()
  return halves.map(({ from, fromPort, to, toPort, startMs, flags = ALL, packets = 5 }) => {
    draft.reset()
    parseAddress(from, draft.source)
    parseAddress(to, draft.destination)
    Object.assign(draft, { sourcePort: fromPort, destinationPort: toPort, protocol: 6, startMs })
    Object.assign(draft, { sourceFlags: flags, sourcePackets: packets })
    connections.decide(draft)
    expect(draft.beganBy).toBe(draft.began === UNKNOWN ? BY_NONE : BY_SYN)
    return draft.began
  })
}

const out: Half = { from: '10.1.0.9', fromPort: 40_000, to: '93.184.216.34', toPort: 443, startMs: 1_000_000 }
const back = (half: Half, more: Partial<Half>): Half => ({
  ...half,
  from: half.to,
  fromPort: half.toPort,
  to: half.from,
  toPort: half.fromPort,
  ...more,
})

describe('halves of TCP connections', () => {
  it('without ACK are of the end that began, with it in one packet of the other', () => {
    expect(decide([{ ...out, flags: SYN }])).toEqual([SOURCE])
    expect(decide([{ ...out, flags: SYN | 16, packets: 1 }])).toEqual([DESTINATION])
    expect(decide([{ ...out, flags: 16 }])).toEqual([UNKNOWN])
  })

  it('are compared by their first SYNs, in whatever order they come', () => {
    const later = back(out, { startMs: 1_000_010 })
    expect(decide([out, later])).toEqual([UNKNOWN, DESTINATION])
    expect(decide([later, out])).toEqual([UNKNOWN, SOURCE])
    expect(decide([out, back(out, {})])).toEqual([UNKNOWN, UNKNOWN])
  })

  it('that lie far apart are of two connections', () => {
    expect(decide([out, back(out, { startMs: 1_300_001 })])).toEqual([UNKNOWN, UNKNOWN])
    expect(decide([out, { ...out, startMs: 2_000_000 }, back(out, { startMs: 2_000_010 })])).toEqual([
      UNKNOWN,
      UNKNOWN,
      DESTINATION,
    ])
  })

  it('are told from each other by every address and port, of both families', () => {
    const ends = fc.record({
      from: fc.oneof(fc.ipV4(), fc.ipV6()).filter(text => parseAddress(text) !== undefined),
      fromPort: fc.nat({ max: 65_535 }),
      to: fc.oneof(fc.ipV4(), fc.ipV6()).filter(text => parseAddress(text) !== undefined),
      toPort: fc.nat({ max: 65_535 }),
    })
    fc.assert(
      fc.property(ends, fc.nat({ max: 65_535 }), (of, port) => {
        fc.pre(port !== of.fromPort && (of.from !== of.to || of.fromPort !== of.toPort))
        const first = { ...of, startMs: 1_000_000 }
        expect(decide([first, back({ ...first, fromPort: port }, { startMs: 1_000_010 })])).toEqual([UNKNOWN, UNKNOWN])
        expect(decide([first, back(first, { startMs: 1_000_010 })])).toEqual([UNKNOWN, DESTINATION])
      }),
      { seed: 20_170_401, numRuns: runsOf(300) },
    )
  })

  it('are remembered of many connections at once', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => ({
      ...out,
      from: `10.1.${(i >> 8) & 255}.${i & 255}`,
      fromPort: 30_000 + (i % 97),
      startMs: 1_000_000 + i,
    }))
    const words = decide([...many, ...many.map(half => back(half, { startMs: half.startMs + 10 }))])
    expect(words.slice(0, many.length).every(word => word === UNKNOWN)).toBe(true)
    // Of a full group the earliest gave way.
    expect(words.slice(many.length).filter(word => word !== DESTINATION).length).toBeLessThan(many.length / 1000)
  })
})
