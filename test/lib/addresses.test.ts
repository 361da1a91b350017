import { BlockList, isIP, isIPv4 } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyAddress, formatAddress, parseAddress, parseAddressBytes } from '../../functions/lib/addresses.ts'
import { runsOf } from '../support/depth.ts'

const seed = 20_170_401
const latin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))

/** RFC 5952 text by the URL standard's serializer, which shares no code with this project. */
const byUrl = (text: string) => new URL(`http://[${text}]/`).hostname.slice(1, -1)

describe('reading addresses', () => {
  it.each([
    ['0.0.0.0', 0],
    ['255.255.255.255', 4_294_967_295],
    ['175.45.176.1', 2_939_006_977],
  ])('reads IPv4 %s as an unsigned word', (text, value) => {
    expect(parseAddress(text)).toEqual({ family: 4, w0: 0, w1: 0, w2: 0, w3: value })
  })

  it.each([
    ['::', [0, 0, 0, 0]],
    ['::1', [0, 0, 0, 1]],
    ['1::', [0x10000, 0, 0, 0]],
    ['2001:db8:1234:a100:8d6e:3477:df66:f105', [0x20010db8, 0x1234a100, 0x8d6e3477, 0xdf66f105]],
    ['2001:0DB8:0000:0000:0000:0000:0000:0001', [0x20010db8, 0, 0, 1]],
    ['64:ff9b::192.0.2.33', [0x64ff9b, 0, 0, 0xc0000221]],
    ['::192.0.2.1', [0, 0, 0, 0xc0000201]],
    ['1:2:3:4:5:6:7::', [0x10002, 0x30004, 0x50006, 0x70000]],
    ['::2:3:4:5:6:7:8', [2, 0x30004, 0x50006, 0x70008]],
  ])('reads IPv6 %s', (text, words) => {
    const [w0, w1, w2, w3] = words
    expect(parseAddress(text)).toEqual({ family: 6, w0, w1, w2, w3 })
  })

  it.each(['::ffff:198.51.100.7', '::FFFF:c633:6407', '0:0:0:0:0:ffff:198.51.100.7'])('reads %s as IPv4', text => {
    expect(parseAddress(text)).toEqual(parseAddress('198.51.100.7'))
  })

  it.each([
    '',
    '-',
    '.',
    ':',
    ':::',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.00',
    '1..2.3',
    '1.2.3.4 ',
    ' 1.2.3.4',
    '1.2.3.4.',
    '.1.2.3.4',
    '0x1.2.3.4',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    '12345::',
    ':1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:',
    '1:2:3:4:5:6:7:8::',
    '::1.2.3',
    '::1.2.3.4:5',
    '1:2:3:4:5:6:7:1.2.3.4',
    'fe80::1%eth0',
    '[::1]',
    '::g',
    'srcaddr',
    '1.2.3.4/8',
    '0000000000000000000000000000000000000000000001',
  ])('refuses %j', text => {
    expect(parseAddress(text)).toBeUndefined()
  })

  it('leaves family 0 where it refuses', () => {
    const into = parseAddress('192.0.2.1') ?? emptyAddress()
    expect(parseAddressBytes(latin1('192.0.2.x'), 0, 9, into)).toBe(false)
    expect(into.family).toBe(0)
  })

  it('reads only the bytes of its field', () => {
    const into = emptyAddress()
    const line = latin1('9192.0.2.19:')
    expect(parseAddressBytes(line, 1, 10, into)).toBe(true)
    expect(formatAddress(into)).toBe('192.0.2.1')
  })
})

describe('against other readers', () => {
  it('accepts what node:net accepts, without zones', () => {
    const nearly = fc
      .tuple(
        fc.oneof(fc.ipV4(), fc.ipV6(), fc.ipV4Extended()),
        fc.nat(),
        fc.constantFrom('', ':', '.', '0', 'f', '256', '%', '::'),
      )
      .map(([text, at, piece]) => {
        const place = at % (text.length + 1)
        return text.slice(0, place) + piece + text.slice(piece === '' ? place : place + (at % 2))
      })
    fc.assert(
      fc.property(nearly, text => {
        fc.pre(!text.includes('%'))
        expect(parseAddress(text) !== undefined).toBe(isIP(text) !== 0)
      }),
      { seed, numRuns: runsOf(3000) },
    )
  })

  it('means the address that node:net means', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), text => {
        const address = parseAddress(text)
        if (address === undefined) return expect.fail(text)
        const same = new BlockList()
        same.addAddress(text, isIPv4(text) ? 'ipv4' : 'ipv6')
        expect(same.check(formatAddress(address), address.family === 4 ? 'ipv4' : 'ipv6')).toBe(true)
      }),
      { seed, numRuns: runsOf(1000) },
    )
  })
})

describe('writing addresses', () => {
  const words = fc.tuple(fc.nat(0xffffffff), fc.nat(0xffffffff), fc.nat(0xffffffff), fc.nat(0xffffffff))
  const sparse = fc
    .array(fc.constantFrom(0, 0, 0, 1, 0xffff, 0xabc), { minLength: 8, maxLength: 8 })
    .map(groups => [0, 2, 4, 6].map(at => (groups[at] ?? 0) * 65_536 + (groups[at + 1] ?? 0)))

  it('writes RFC 5952 text as the URL standard does, and reads it back', () => {
    fc.assert(
      fc.property(fc.oneof(words, sparse), ([w0 = 0, w1 = 0, w2 = 0, w3 = 0]) => {
        const address = { family: 6 as const, w0, w1, w2, w3 }
        fc.pre(!(w0 === 0 && w1 === 0 && w2 === 0xffff))
        const text = formatAddress(address)
        expect(text).toBe(byUrl(text))
        expect(parseAddress(text)).toEqual(address)
      }),
      { seed, numRuns: runsOf(2000) },
    )
  })

  it('writes dotted IPv4 and reads it back', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), w3 => {
        const address = { family: 4 as const, w0: 0, w1: 0, w2: 0, w3 }
        expect(parseAddress(formatAddress(address))).toEqual(address)
      }),
      { seed },
    )
  })

  it('does not shorten a single zero group, and shortens the first of equal runs', () => {
    expect(formatAddress(parseAddress('1:0:2:3:4:5:6:7') ?? emptyAddress())).toBe('1:0:2:3:4:5:6:7')
    expect(formatAddress(parseAddress('1:0:0:2:3:0:0:4') ?? emptyAddress())).toBe('1::2:3:0:0:4')
  })
})

describe('hostile bytes', () => {
  it('never throws, and agrees with node:net, on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), bytes => {
        const text = Buffer.from(bytes).toString('latin1')
        fc.pre(!text.includes('%'))
        expect(parseAddressBytes(bytes, 0, bytes.length, emptyAddress())).toBe(isIP(text) !== 0)
      }),
      { seed, numRuns: runsOf(2000) },
    )
  })
})
