/**
 * Files that claim or expand to much more than they are: each ends in a receipt, in a process of its own that stays below
 * 700 MB. Large content is made of members that are repeated, as each compression lets files be joined.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { constants, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pcap } from '../support/capture-bytes.ts'
import { sampleOf } from '../support/format-samples.ts'
import { type FieldBytes, ipfix, joined, templateSet, version9 } from '../support/netflow-bytes.ts'
import { tarFile } from '../support/tar-file.ts'
import { zipFile } from '../support/zip-file.ts'

const MOST_RSS_BYTES = 700_000_000
const GB = 1_000_000_000
/** The largest ones; `BOMB_GB=10` takes minutes, and has the same peak of memory. */
const LARGEST_GB = Number(process.env.BOMB_GB ?? 2)
const MEMBER = 100_000_000

const script = resolve(import.meta.dirname, '../support/normalise-in-child.ts')
const run = promisify(execFile)
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bombs-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

interface Ended {
  receipt: Record<string, unknown>
  rssBytes: number
}

async function normalised(bytes: Uint8Array): Promise<Ended> {
  const path = join(folder, 'bomb')
  writeFileSync(path, bytes)
  const { stdout, stderr } = await run(process.execPath, [script, path, folder, 'memory'], { maxBuffer: 10_000_000 })
  const [receipt = '', rssBytes = ''] = stdout.trim().split('\n')
  expect(stderr).toBe('')
  return { receipt: JSON.parse(receipt), rssBytes: Number(rssBytes) }
}

const times = (bytes: Uint8Array, count: number): Buffer => Buffer.concat(Array<Uint8Array>(count).fill(bytes))
const gzipOf = (byte: string, total: number): Buffer => times(gzipSync(Buffer.alloc(MEMBER, byte)), total / MEMBER)
const bzip2Zeros = readFileSync(new URL('content/compressed/zeros.bz2', import.meta.url))
const xzZeros = readFileSync(new URL('content/compressed/zeros.xz', import.meta.url))
const ZEROS_BYTES = 60_000_000
const vpc = Buffer.from(sampleOf('aws-vpc'))
const fields = (count: number): FieldBytes[] => Array.from({ length: count }, (_, at) => [1 + (at % 400), 1])

/** A set of one template that claims so many fields and has those that fit. */
function claimed(version: 9 | 10, count: number): Uint8Array {
  const set = templateSet(version, 256, fields(16_000))
  set[6] = count >> 8
  set[7] = count & 255
  return version === 9 ? version9([set]) : ipfix([set])
}

/** A capture whose second packet claims to be of 4 GB, in a file that is shorter. */
function claimedPacket(length: number): Uint8Array {
  const bytes = Buffer.from(sampleOf('netflow-capture'))
  const more = Buffer.alloc(16)
  more.writeUInt32LE(length, 8)
  more.writeUInt32LE(length, 12)
  return Buffer.concat([bytes, more, Buffer.alloc(100_000)])
}

/** The Parquet sample with four bytes of a page's header turned into the largest sizes. */
function claimedPages(): Uint8Array {
  const bytes = Buffer.from(sampleOf('aws-vpc-parquet'))
  // Sizes of a page: fields 2 and 3 of its header, zigzag numbers of five bytes (parquet.thrift, PageHeader).
  return Buffer.concat([
    bytes.subarray(0, 4),
    Buffer.from('1500 15feffffff0f 15feffffff0f'.replaceAll(' ', ''), 'hex'),
    bytes.subarray(18),
  ])
}

/** An archive whose only file claims eight gigabytes. */
function claimedTar(): Buffer {
  const block = Buffer.alloc(512)
  block.write('flow.log', 0)
  block.write('77777777777\0', 124)
  block.write('        ', 148)
  block.write('0ustar\0', 156)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([block, vpc])
}

function zipOfZips(depth: number): Buffer {
  let inside: Buffer = Buffer.alloc(MEMBER)
  for (let i = 0; i < depth; i++) inside = zipFile({ [`${i}-a.zip`]: inside, [`${i}-b.zip`]: inside })
  return inside
}

const bombs: [what: string, make: () => Uint8Array, receipt: object][] = [
  [
    'gzip in gzip in gzip',
    () => gzipSync(gzipSync(gzipOf('x', LARGEST_GB * GB))),
    { status: 'unknown', contentBytes: LARGEST_GB * GB },
  ],
  [
    'a line of gigabytes in a log',
    () => Buffer.concat([gzipSync(vpc), gzipOf('7', LARGEST_GB * GB)]),
    { status: 'ok', format: 'aws-vpc', rejected: { too_long: 1 } },
  ],
  [
    'a line of 1 GB within JSON',
    () => Buffer.concat([gzipSync(sampleOf('suricata-eve')), gzipSync('{"a":"'), gzipOf('7', GB)]),
    { status: 'ok', format: 'suricata-eve', rejected: { too_long: 1 } },
  ],
  [
    'UTF-16 of one line',
    () => Buffer.concat([gzipSync(Buffer.from(`\ufeff${vpc}`, 'utf16le')), gzipOf('7', GB)]),
    { status: 'ok', format: 'aws-vpc', rejected: { too_long: 1 } },
  ],
  [
    'zstd with a window of 2 GB',
    () =>
      zstdCompressSync(Buffer.alloc(MEMBER), {
        params: { [constants.ZSTD_c_windowLog]: 31, [constants.ZSTD_c_enableLongDistanceMatching]: 1 },
      }),
    { contentBytes: MEMBER },
  ],
  ['zstd of zeros, 2 GB', () => times(zstdCompressSync(Buffer.alloc(MEMBER)), 20), { contentBytes: 2 * GB }],
  ['bzip2 of zeros, 120 MB', () => times(bzip2Zeros, 2), { contentBytes: 2 * ZEROS_BYTES }],
  ['xz of zeros, 600 MB', () => times(xzZeros, 10), { contentBytes: 10 * ZEROS_BYTES }],
  [
    'a template of 65,535 fields in NetFlow 9',
    () => joined(claimed(9, 65_535), sampleOf('netflow')),
    { format: 'netflow', status: 'ok' },
  ],
  [
    'a template of 65,535 fields in IPFIX',
    () => joined(claimed(10, 65_535), sampleOf('netflow')),
    { format: 'netflow', status: 'ok' },
  ],
  ['a capture with a packet of 4 GB', () => claimedPacket(0xffff_ffff), { format: 'netflow-capture' }],
  ['a capture with a packet of 2 GB', () => claimedPacket(0x7fff_ffff), { format: 'netflow-capture' }],
  [
    'a capture of nothing that claims snapshots of 4 GB',
    () => pcap([], { snapLength: 0xffff_ffff }),
    { status: 'refused' },
  ],
  ['JSON of depth 1,000,000', () => Buffer.from(`${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`), { accepted: 0 }],
  ['objects of depth 1,000,000', () => Buffer.from('{"a":'.repeat(1_000_000)), { accepted: 0 }],
  [
    'JSON of depth 1,000,000 behind good lines',
    () => Buffer.concat([sampleOf('suricata-eve'), Buffer.from('{"a":'.repeat(1_000_000))]),
    { format: 'suricata-eve' },
  ],
  [
    'documents of depth 1,000,000',
    () => Buffer.concat([sampleOf('azure-vnet'), Buffer.from('{"records":['.repeat(1_000_000))]),
    { format: 'azure-vnet' },
  ],
  ['a zip of zips', () => zipOfZips(6), { status: 'other' }],
  ['a tar of a size that it has not', claimedTar, { accepted: 0 }],
  [
    'a tar of 100,000 files',
    () => tarFile(Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`${at}`, '']))),
    { status: 'other' },
  ],
  ['Parquet with pages of 2 GB', claimedPages, { format: 'aws-vpc-parquet' }],
]

describe('a bomb', () => {
  it.each(bombs)('of %s ends in a receipt below 700 MB', async (what, make, expected) => {
    const began = performance.now()
    const { receipt, rssBytes } = await normalised(make())
    console.log(
      `${what}: ${((performance.now() - began) / 1000).toFixed(1)} s, ${Math.round(rssBytes / 1e6)} MB, ${receipt.status}`,
    )
    expect(receipt).toMatchObject(expected)
    expect(rssBytes).toBeLessThan(MOST_RSS_BYTES)
  })
})
