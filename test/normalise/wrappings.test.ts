/** The sample of each text format in all that files and lines are wrapped in: the same rows, in the same places. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formats } from '../../functions/normalise/formats/index.ts'
import { normaliseUpload, type UploadBody } from '../../functions/normalise/normalise-upload.ts'
import { sampleOf } from '../support/format-samples.ts'
import { type LakeRun, startLakeRun } from '../support/lake-run.ts'

const eachLine = (text: string, wrap: (line: string) => string): Buffer =>
  Buffer.from(text.replace(/[^\r\n]+/g, line => wrap(line)))

const utf16 = (text: string, isBig: boolean): Buffer => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
  return isBig ? bytes.swap16() : bytes
}

const WRAPPINGS: Record<string, (text: string) => Buffer> = {
  'UTF-16, little end first': text => utf16(text, false),
  'UTF-16, big end first': text => utf16(text, true),
  'UTF-16 without a mark': text => utf16(text, false).subarray(2),
  'UTF-16 in zstd in gzip': text => gzipSync(zstdCompressSync(utf16(text, false))),
  'zeros at the end': text => Buffer.concat([Buffer.from(text), Buffer.alloc(100_000)]),
  'syslog of RFC 3164': text => eachLine(text, line => `<13>Nov 24 00:00:03 sensor suricata[812]: ${line}`),
  'syslog with an RFC 3339 time': text =>
    eachLine(text, line => `2026-11-24T00:00:03.123456+01:00 sensor zeek: ${line}`),
  'syslog of RFC 5424': text =>
    eachLine(text, line => `<134>1 2026-11-24T00:00:03Z sensor zeek 8 conn [a@1 b="c \\" ]"][d@2] ${line}`),
  'the time of CloudWatch': text => eachLine(text, line => `2026-11-24T00:00:03.000Z ${line}`),
  'a container runtime': text => eachLine(text, line => `2016-10-06T00:17:09.669794202Z stdout F ${line}`),
  'JSON of Docker': text =>
    eachLine(text, log => JSON.stringify({ log: `${log}\n`, stream: 'stdout', time: '2026-11-24T00:00:03Z' })),
  'JSON of journald': text =>
    eachLine(text, MESSAGE => JSON.stringify({ __CURSOR: 's=1', SYSLOG_IDENTIFIER: 'zeek', MESSAGE })),
  'JSON of Firehose in gzip': text => gzipSync(eachLine(text, message => JSON.stringify({ message }))),
  'syslog in JSON': text =>
    eachLine(text, line => JSON.stringify({ message: `<13>Nov 24 00:00:03 sensor zeek: ${line}` })),
}

const texts = formats.filter(({ access, name }) => access === 'stream' && !sampleOf(name).includes(0))

describe.each(texts.map(({ name }) => name))('%s', name => {
  let run: LakeRun
  beforeAll(async () => {
    run = await startLakeRun(
      'cidr,name,access_path,time_zone,home_country,provider_asns\n175.45.176.0/22,Star JV,,UTC,KP,\n',
    )
  })
  afterAll(() => run.end())

  /** What an upload of these bytes becomes: its counts, its refused units and its landing objects. */
  async function landed(bytes: Uint8Array) {
    const upload: UploadBody = {
      bucket: 'uploads',
      key: 'team/log',
      version: '1',
      size: bytes.length,
      receivedMs: Date.parse('2017-04-03'),
      async stream() {
        return (async function* () {
          yield bytes
        })()
      },
      read: async (start, end) => bytes.subarray(start, end),
    }
    const receipt = await normaliseUpload(upload, 'id', 'build', await run.delivery(run.reference))
    const { format, read, accepted, outOfScope, skipped, rejected, warnings, outputs, rejects } = receipt
    const objects = outputs.map(({ key }) => {
      const hash = createHash('sha256').update(readFileSync(join(run.folder, 'lake', key)))
      return [key, hash.digest('hex')]
    })
    const refused = rejects === null ? '' : readFileSync(join(run.folder, 'lake', rejects), 'utf8')
    return { format, read, accepted, outOfScope, skipped, rejected, warnings, objects, refused }
  }

  it('is read in each wrapping as without', async () => {
    const text = Buffer.from(sampleOf(name)).toString()
    const plain = await landed(Buffer.from(text))
    expect(plain).toMatchObject({ format: name })
    expect(plain.accepted).toBeGreaterThan(0)
    for (const [wrapping, wrap] of Object.entries(WRAPPINGS))
      expect({ wrapping, ...(await landed(wrap(text))) }).toEqual({ wrapping, ...plain })
  })
})
