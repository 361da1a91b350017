import { constants, gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decompress } from '../../../functions/normalise/content/decompress.ts'
import { damagedBytes } from '../../support/damaged-bytes.ts'
import { runsOf } from '../../support/depth.ts'
import { reusedChunks } from '../../support/reused-chunks.ts'

const seed = 20_170_401
const text = Buffer.from(Array.from({ length: 20_000 }, (_, i) => `${i} ${Math.sin(i)}\n`).join(''))
const member = gzipSync(text)

async function read(bytes: Uint8Array, sizes: readonly number[] = [65_536]) {
  const content = decompress(reusedChunks(bytes, ...sizes))
  const chunks: Uint8Array[] = []
  for await (const chunk of content.chunks) chunks.push(Buffer.from(chunk))
  const { codecs, damage, ignored } = content
  return { content: Buffer.concat(chunks), codecs, damage, ignored }
}

const whole = { codecs: ['gzip'], damage: undefined, ignored: undefined }

describe('decompression', () => {
  it('gives what is not gzip as it is', async () => {
    const plain = { codecs: [], damage: undefined, ignored: undefined }
    for (const bytes of [Buffer.from(''), Buffer.from('\x1f'), Buffer.from('\x1f\x8c'), text]) {
      expect(await read(bytes, [1, 100])).toEqual({ ...plain, content: bytes })
    }
  })

  it('gives the content of one member and of many, empty ones among them', async () => {
    expect(await read(member)).toEqual({ ...whole, content: text })
    const many = Buffer.concat([gzipSync(''), member, gzipSync('a\n'), gzipSync(''), member])
    expect(await read(many)).toEqual({ ...whole, content: Buffer.concat([text, Buffer.from('a\n'), text]) })
  })

  it('inflates short members behind each other in one go each, also beside long ones', async () => {
    const batch = gzipSync(text.subarray(0, 60_000), { level: 1 })
    expect(batch.length).toBeGreaterThan(20_000)
    const content = decompress(reusedChunks(Buffer.concat([batch, batch, member, batch, batch]), 262_144))
    const lengths: number[] = []
    for await (const chunk of content.chunks) lengths.push(chunk.length)
    expect(lengths.filter(length => length === 60_000)).toHaveLength(2)
    expect(lengths.reduce((sum, length) => sum + length)).toBe(4 * 60_000 + text.length)
  })

  it('gives the same however the bytes are split', async () => {
    const many = Buffer.concat([gzipSync('first\n'), gzipSync(text.subarray(0, 3000)), gzipSync('last\n')])
    const expected = await read(many)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 }), async sizes => {
        expect(await read(many, sizes)).toEqual(expected)
      }),
      { seed, numRuns: runsOf(50) },
    )
  })

  it('skips name, comment, extra field and checksum of a header', async () => {
    const plain = gzipSync('content')
    const header = Buffer.from(plain.subarray(0, 10))
    header[3] = 2 + 4 + 8 + 16
    const fields = Buffer.from([3, 0, 1, 2, 3, ...Buffer.from('name\0comment\0'), 9, 9])
    const full = Buffer.concat([header, fields, plain.subarray(10)])
    expect(await read(full, [1])).toEqual({ ...whole, content: Buffer.from('content') })
  })

  it('takes zeros after the last member for padding', async () => {
    expect(await read(Buffer.concat([member, Buffer.alloc(1000)]))).toEqual({ ...whole, content: text })
  })

  it('ignores what follows the last member, and says where', async () => {
    const result = await read(Buffer.concat([member, Buffer.alloc(3), Buffer.from('garbage')]))
    expect(result).toEqual({ ...whole, content: text, ignored: { codec: 'gzip', from: member.length + 3 } })
  })
})

describe('damage', () => {
  it('of a cut file costs nothing before the cut', async () => {
    for (const length of [member.length - 1, member.length - 8, member.length >> 1, 5000, 1000]) {
      const cut = member.subarray(0, length)
      const { content, damage } = await read(Buffer.concat([member, cut]))
      const before = gunzipSync(cut, { finishFlush: constants.Z_SYNC_FLUSH })
      expect(before.length).toBeGreaterThan(0)
      expect(content.equals(Buffer.concat([text, before]))).toBe(true)
      const found = 'the end of the file before the end of a member'
      expect(damage).toMatchObject({ found, contentBytes: content.length })
      // A trailer that is cut is not understood.
      expect(damage?.compressedBytes).toBeGreaterThanOrEqual(member.length + Math.min(length, member.length - 8))
    }
  })

  it('of a cut header is said', async () => {
    const found = 'the end of the file within the header of a member'
    expect(await read(member.subarray(0, 5))).toMatchObject({ damage: { found, compressedBytes: 0, contentBytes: 0 } })
    const second = await read(Buffer.concat([member, member.subarray(0, 3)]))
    expect(second).toMatchObject({ content: text, damage: { found, compressedBytes: member.length } })
  })

  it('of a checksum or length costs no content', async () => {
    for (const [fromEnd, found] of [
      [6, 'a checksum that does not fit the content'],
      [2, 'a length that does not fit the content'],
    ] as const) {
      const bytes = Buffer.from(member)
      bytes[bytes.length - fromEnd]! ^= 1
      const result = await read(Buffer.concat([bytes, member]))
      expect(result.content.equals(text)).toBe(true)
      expect(result.damage).toEqual({ codec: 'gzip', found, compressedBytes: member.length, contentBytes: text.length })
    }
  })

  it('within a member costs what comes after, and at most one slice before', async () => {
    const bytes = Buffer.concat([member, member])
    const place = member.length + (member.length >> 1)
    // A block of the reserved type (RFC 1951, section 3.2.3) cannot be made by a flipped bit alone: overwrite much.
    bytes.fill(0xff, place, place + 2000)
    const { content, damage } = await read(bytes)
    expect(content.subarray(0, text.length).equals(text)).toBe(true)
    expect(damage?.found).toMatch(/^compressed data that are not deflate|^a checksum/)
    expect(damage?.compressedBytes).toBeGreaterThan(place - 16_384)
  })

  it('of another compression method is said', async () => {
    const bytes = Buffer.from(member)
    bytes[2] = 7
    expect((await read(bytes)).damage?.found).toBe('compression method 7, where deflate is 8')
  })

  it('of any kind never throws, and is the same however the bytes are split', async () => {
    const good = Buffer.concat([gzipSync('a line\n'), gzipSync(text.subarray(0, 20_000)), gzipSync('the last\n')])
    await fc.assert(
      fc.asyncProperty(damagedBytes(good), async bytes => {
        expect(await read(bytes, [1, 2, 700, 3000])).toEqual(await read(bytes))
      }),
      { seed, numRuns: runsOf(200) },
    )
  })
})

describe('memory', () => {
  it('is bounded where little expands to much, and reading may stop at any time', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000))
    let largest = 0
    let bytes = 0
    for await (const chunk of decompress(reusedChunks(bomb, 65_536)).chunks) {
      largest = Math.max(largest, chunk.length)
      bytes += chunk.length
      if (bytes > 50_000_000) break
    }
    expect(largest).toBeLessThanOrEqual(131_072)
    expect(bytes).toBeLessThan(51_000_000)
  })
})
