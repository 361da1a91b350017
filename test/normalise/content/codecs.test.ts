/**
 * Each compression against what its own program wrote. In `compressed/`: numbers is `seq 1 20000` by `bzip2 -1` (two
 * blocks) and by `xz -9e`, zeros is 60,000,000 of them (`head -c 60000000 /dev/zero`), empty is nothing; large-dictionary
 * was made by Python's lzma with a dictionary of 1 GiB.
 */
import { readFile } from 'node:fs/promises'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bitReader } from '../../../functions/normalise/content/bit-reader.ts'
import { contentOfBlock, readBlock } from '../../../functions/normalise/content/bzip2-block.ts'
import { decompress } from '../../../functions/normalise/content/decompress.ts'
import { damagedBytes } from '../../support/damaged-bytes.ts'
import { reusedChunks } from '../../support/reused-chunks.ts'

const seed = 20_170_401
const fileOf = (name: string) => readFile(new URL(`compressed/${name}`, import.meta.url))
const numbers = Buffer.from(Array.from({ length: 20_000 }, (_, at) => `${at + 1}\n`).join(''))
const zeros = 60_000_000

const compressed: Record<string, { numbers: Uint8Array; empty: Uint8Array; zeros: Uint8Array }> = {
  gzip: { numbers: gzipSync(numbers), empty: gzipSync(''), zeros: gzipSync(Buffer.alloc(zeros)) },
  zstd: {
    numbers: zstdCompressSync(numbers),
    empty: zstdCompressSync(''),
    zeros: zstdCompressSync(Buffer.alloc(zeros)),
  },
}
for (const [name, ending] of [['bzip2', 'bz2'] as const, ['xz', 'xz'] as const]) {
  const [some, none, many] = await Promise.all(['numbers', 'empty', 'zeros'].map(file => fileOf(`${file}.${ending}`)))
  if (some === undefined || none === undefined || many === undefined) throw new Error('expected three files')
  compressed[name] = { numbers: some, empty: none, zeros: many }
}

async function read(bytes: Uint8Array, size = 65_536) {
  const content = decompress(reusedChunks(bytes, size))
  const chunks: Uint8Array[] = []
  let largest = 0
  for await (const chunk of content.chunks) {
    chunks.push(Buffer.from(chunk))
    largest = Math.max(largest, chunk.length)
  }
  const { codecs, damage, ignored } = content
  return { content: Buffer.concat(chunks), largest, codecs, damage, ignored }
}

describe.each(Object.entries(compressed))('%s', (name, given) => {
  it('gives the content of one member, of none and of many, however the bytes are split', async () => {
    for (const size of [1, 7, 65_536]) {
      const { content, codecs, damage, ignored } = await read(given.numbers, size)
      expect(content.equals(numbers)).toBe(true)
      expect({ codecs, damage, ignored }).toEqual({ codecs: [name], damage: undefined, ignored: undefined })
    }
    expect(await read(given.empty)).toMatchObject({ content: Buffer.alloc(0), codecs: [name], damage: undefined })
    const many = await read(Buffer.concat([given.numbers, given.empty, given.numbers]), 999)
    expect(many.content.equals(Buffer.concat([numbers, numbers]))).toBe(true)
    expect(many.damage).toBeUndefined()
  })

  it('gives what came before a cut, and says that it was cut', async () => {
    const cut = await read(Buffer.concat([given.numbers, given.numbers.subarray(0, given.numbers.length - 40)]))
    expect(cut.content.subarray(0, numbers.length).equals(numbers)).toBe(true)
    expect(numbers.subarray(0, cut.content.length - numbers.length)).toEqual(cut.content.subarray(numbers.length))
    expect(cut.damage).toMatchObject({ codec: name, found: 'the end of the file before the end of a member' })
    expect(cut.damage?.contentBytes).toBe(cut.content.length)
  })

  it('never throws on damaged bytes, and ends the same however they are split', async () => {
    await fc.assert(
      fc.asyncProperty(damagedBytes(given.numbers), async bytes => {
        const some = await read(bytes, 1000)
        const other = await read(bytes, 65_536)
        expect(some.content.equals(other.content)).toBe(true)
        expect(some.damage?.found).toBe(other.damage?.found)
      }),
      { seed, numRuns: 20 },
    )
  })

  it('gives what little bytes expand to in chunks of at most 128 KiB', async () => {
    let bytes = 0
    let largest = 0
    for await (const chunk of decompress(reusedChunks(given.zeros, 65_536)).chunks) {
      bytes += chunk.length
      largest = Math.max(largest, chunk.length)
    }
    expect(bytes).toBe(zeros)
    expect(largest).toBeLessThanOrEqual(131_072)
  })
})

describe('compressions', () => {
  it('within each other are taken off, three deep, and named from outside', async () => {
    const inner = compressed.xz?.numbers ?? numbers
    const three = gzipSync(zstdCompressSync(inner))
    expect(await read(three)).toMatchObject({ content: numbers, codecs: ['gzip', 'zstd', 'xz'] })
    const four = await read(gzipSync(three))
    expect(four.codecs).toEqual(['gzip', 'gzip', 'zstd'])
    expect(four.content.equals(inner)).toBe(true)
  })

  it('of which the outer broke say where that did', async () => {
    const outer = gzipSync(zstdCompressSync(numbers), { level: 0 })
    const { damage, codecs } = await read(outer.subarray(0, outer.length - 100))
    expect(codecs).toEqual(['gzip', 'zstd'])
    expect(damage).toMatchObject({ codec: 'gzip' })
  })

  it('that no memory would hold are refused', async () => {
    const { damage } = await read(await fileOf('large-dictionary.xz'))
    expect(damage).toMatchObject({ codec: 'xz', found: 'a dictionary that is too large' })
    // A frame header (RFC 8878, section 3.1.1.1.2) that asks for a window of 2 GiB.
    const wide = await read(Buffer.from('28b52ffd00a8010000', 'hex'))
    expect(wide.damage?.found).toMatch(/^compressed data that are not zstd \(Frame requires too much memory/)
  })

  it('of zstd may be led by frames of other data', async () => {
    const index = Buffer.concat([Buffer.from('5e2a4d1805000000', 'hex'), Buffer.from('index')])
    expect(await read(Buffer.concat([index, zstdCompressSync(numbers), index]))).toMatchObject({
      content: numbers,
      codecs: ['zstd'],
      damage: undefined,
      ignored: undefined,
    })
  })

  it('are not seen in text that begins like them', async () => {
    for (const text of ['BZh', 'BZh9 is how bzip2 begins', 'BZh91AY&S', '(\xb5/', '\xfd7zXZ'])
      expect(await read(Buffer.from(text, 'latin1'))).toMatchObject({
        content: Buffer.from(text, 'latin1'),
        codecs: [],
      })
  })
})

describe('a block of bzip2 of a few bytes', () => {
  it('takes little memory, so that many of them cost no more than their bytes', () => {
    const letter = Buffer.from('425a683931415926535919939b6b00000001002000200021184682ee48a70a120332736d60', 'hex')
    // Behind the header, the block's magic and its checksum.
    const block = readBlock(bitReader(letter, 8 * (4 + 6 + 4)), 900_000)
    if (typeof block === 'string') return expect.fail(block)
    const chunks = [...contentOfBlock(block)]
    expect(Buffer.concat(chunks).toString()).toBe('a')
    for (const { buffer } of [block.links, ...chunks]) expect(buffer.byteLength).toBeLessThan(20_000)
  })
})
