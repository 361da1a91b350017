/** Log lines out of the documents in which services of AWS hand them on. */

import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ContentTooLarge, openContent } from '../../functions/normalise/content/open-content.ts'
import { formatOf } from '../../functions/normalise/formats/index.ts'
import { recogniseContent } from '../../functions/normalise/recognise-content.ts'
import { describeUnread } from '../../functions/normalise/unread/index.ts'
import { runsOf } from '../support/depth.ts'
import { readWith } from '../support/recording-sink.ts'

const record = (port: number) =>
  `2 123456789010 eni-1 198.51.100.7 192.0.2.1 49152 ${port} 6 10 840 1491005700 1491005760 ACCEPT OK`
const batch = (...messages: unknown[]) =>
  JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents: messages.map(message => ({ id: '3', message })) })
const control = JSON.stringify({
  messageType: 'CONTROL_MESSAGE',
  owner: 'CloudwatchLogs',
  logEvents: [{ id: '', timestamp: '1', message: 'CWL CONTROL MESSAGE: Checking health of destination Firehose.' }],
})
const packed = (text: string) => gzipSync(text).toString('base64')

async function* inChunks(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** What comes out of a file: its lines with their places, what is refused and what is skipped, the format, the largest piece. */
async function unpacked(file: string | Uint8Array, { size = 1_000_000, maxBytes = 1e9 } = {}) {
  const content = openContent(inChunks(Buffer.from(file), size), maxBytes)
  const recognised = await recogniseContent(content)
  const refused: string[] = []
  const skipped: string[] = []
  let framed = 0
  const sink = {
    frame: () => void framed++,
    reject: (reason: string, place: string, found: string) => void refused.push(`${place}: ${reason}: ${found}`),
    skip: (kind: string) => void skipped.push(kind),
  }
  const pieces: Uint8Array[] = []
  for await (const piece of recognised.chunks(sink)) pieces.push(piece)
  const text = Buffer.concat(pieces).toString()
  const lines = text.split('\n').slice(0, -1)
  expect(framed).toBe(refused.length + skipped.length)
  return {
    format: recognised.format?.name,
    around: recognised.around.map(({ name }) => name),
    lines: lines.map((line, at) => `${recognised.placeOf(at + 1)}: ${line}`),
    refused,
    skipped,
    largest: Math.max(...pieces.map(({ length }) => length)),
  }
}

/** Texts in which each record stands as its port. */
const short = (texts: readonly string[]) => texts.map(text => text.replace(/2 1234.* 49152 (\d+) .*OK$/, '$1'))

describe('log lines', () => {
  it.each([
    [
      'of a subscription',
      batch(record(1), record(2)) + batch(record(3)),
      ['object 1, event 1: 1', 'object 1, event 2: 2', 'object 2, event 1: 3'],
    ],
    [
      'of an array of batches',
      `[${batch(record(1))}, ${batch(record(2))}]`,
      ['object 1, event 1: 1', 'object 2, event 1: 2'],
    ],
    [
      'of Lambda',
      JSON.stringify({ awslogs: { data: packed(batch(record(1), record(2))) } }),
      ['object 1, event 1: 1', 'object 1, event 2: 2'],
    ],
    [
      'of Kinesis',
      JSON.stringify({
        Records: [
          { kinesis: { data: packed(control) } },
          { kinesis: { data: packed(batch(record(1)) + batch(record(2))) } },
        ],
      }),
      ['object 1, record 2, event 1: 1', 'object 1, record 2, event 2: 2'],
    ],
    [
      'of records of lines',
      JSON.stringify({
        records: [
          { data: Buffer.from(`${record(1)}\n${record(2)}\n`).toString('base64') },
          { data: packed(record(3)) },
        ],
      }),
      ['object 1, record 1, line 1: 1', 'object 1, record 1, line 2: 2', 'object 1, record 2, line 1: 3'],
    ],
    [
      'of Firehose',
      JSON.stringify({ message: record(1) }) + JSON.stringify({ message: record(2) }),
      ['object 1, event 1: 1', 'object 2, event 1: 2'],
    ],
    ['of CSV', `"@timestamp","@message"\r\n1,${record(1)}\r\n\r\n2,"${record(2)}\n"\r\n`, ['row 1: 1', 'row 2: 2']],
    [
      'of CSV whose column is not the last',
      `@message,@log\n${record(1)},x\n${record(2)},"y\ny"\n`,
      ['row 1: 1', 'row 2: 2'],
    ],
  ])('%s are taken out with their places', async (_, file, lines) => {
    for (const size of [1, 7, 1_000_000]) {
      const found = await unpacked(file, { size })
      expect({ ...found, lines: short(found.lines) }).toMatchObject({ format: 'aws-vpc', lines, refused: [] })
    }
  })

  it('of other kinds than text, and what holds none, are refused in their places, and cost nothing else', async () => {
    const file = [
      batch(record(1), 5, null, record(2)),
      '{"other":1}',
      '{"logEvents":[{"id":"1"},7,{"message":"CWL CONTROL MESSAGE: x"}]}',
      '{"logEvents":[]}',
      `{"records":[{"data":"%"},{"data":"${packed(record(3)).slice(0, 60)}"},{},{"data":"${packed(record(4))}"}]}`,
      '{"logEvents":[{"message":"\\x"}]}',
      '{"logEvents":[{"message":1]}',
      batch(record(5)),
      control,
      `{"logEvents":[{"message":"${record(6)}"},{"message":"cut`,
    ].join('')
    for (const size of [1, 1_000_000]) {
      const { lines, refused, skipped } = await unpacked(file, { size })
      expect(short(lines)).toEqual([
        'object 1, event 1: 1',
        'object 1, event 4: 2',
        'object 5, record 4, line 1: 4',
        'object 8, event 1: 5',
        'object 10, event 1: 6',
      ])
      expect(refused).toEqual([
        'object 1, event 2: bad_envelope: a message that is no text',
        'object 1, event 3: bad_envelope: a message that is no text',
        'object 2: bad_envelope: neither log events nor a message nor data',
        'object 3, event 1: bad_envelope: neither a message nor data',
        'object 3, event 2: bad_envelope: neither a message nor data',
        'object 5, record 1: bad_envelope: text that is no base64',
        'object 5, record 2: bad_envelope: gzip that cannot be inflated (Z_BUF_ERROR)',
        'object 5, record 3: bad_envelope: neither a message nor data',
        'object 6, event 1: bad_json: "\\x"',
        'object 7, event 1: bad_envelope: a message that is no text',
        'object 7, event 1: bad_json: ] where nothing of that kind is open',
        'object 10, event 2: bad_json: 4 bytes, and the file ends',
      ])
      expect(skipped).toEqual(['event:control', 'event:control'])
    }
  })

  it('of a file that is cut are those before the cut', async () => {
    const whole = gzipSync(batch(record(1), record(2)), { level: 0 })
    const { lines, refused } = await unpacked(whole.subarray(0, whole.length - 30))
    expect(short(lines)).toEqual(['object 1, event 1: 1'])
    expect(refused).toEqual([expect.stringMatching(/^object 1, event 2: cut_off: \d\d bytes, and the file ends$/)])
  })

  it('of CSV whose row lacks its column or its end are refused', async () => {
    const file = `@timestamp,@message\n1,${record(1)}\n2\n3,${record(3)}`
    expect((await unpacked(file)).refused).toEqual(['row 2: bad_envelope: 1 of at least 2 columns'])
    const whole = gzipSync(file, { level: 0 })
    const { lines, refused } = await unpacked(whole.subarray(0, whole.length - 30))
    expect(short(lines)).toEqual(['row 1: 1'])
    expect(refused.at(-1)).toMatch(/^row 3: cut_off: \d+ bytes of a row without an end$/)
  })

  it('that are too long for any are cut to what a format refuses as such', async () => {
    const { format, lines } = await unpacked(batch(record(1), 'x'.repeat(200_000), record(2)))
    expect(lines.map(({ length }) => length - 'object 1, event 1: '.length)).toEqual([
      record(1).length,
      65_537,
      record(2).length,
    ])
    const inside = lines.map(line => `${line.slice('object 1, event 1: '.length)}\n`).join('')
    const { rejects, rows } = readWith(formatOf(format ?? '') as never, inside)
    expect([rejects.map(({ reason }) => reason), rows.length]).toEqual([['too_long'], 2])
  })

  it('may have line ends within, which become spaces, and at their end, which go', async () => {
    const { lines } = await unpacked(batch(`${record(1)}\r\n`, 'a\nb\r\nc\n\n'))
    expect(lines[1]).toBe('object 1, event 2: a b  c')
  })

  it('are unpacked in pieces however many an object holds, and no more than the content may have', async () => {
    const many = batch(...Array.from({ length: 20_000 }, (_, port) => record(port)))
    const { lines, largest } = await unpacked(many)
    expect(lines.length).toBe(20_000)
    expect(largest).toBeLessThan(70_000)
    const data = JSON.stringify({ records: Array.from({ length: 10 }, () => ({ data: packed(many) })) })
    await expect(unpacked(data, { maxBytes: 10_000_000 })).rejects.toThrow(ContentTooLarge)
  })

  it('are the same however the bytes are split, damaged or not', async () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      '"',
      ',',
      '"message":"x"',
      '"logEvents":[',
      '{"message":"x"}',
      '\n',
      '"data":"eHk="',
      '"records":[',
    ]
    const start = batch('x')
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...pieces), { maxLength: 30 }),
        fc.integer({ min: 1, max: 9 }),
        async (parts, size) => {
          const file = start + parts.join('')
          expect(await unpacked(file, { size })).toMatchObject({
            ...(await unpacked(file)),
            largest: expect.anything(),
          })
        },
      ),
      { seed: 20_170_401, numRuns: runsOf(200) },
    )
  })
})

describe('what no format reads', () => {
  async function described(file: string) {
    const content = openContent(inChunks(Buffer.from(file), 1000), 1e9)
    const recognised = await recogniseContent(content)
    expect(recognised.format).toBeUndefined()
    const upload = { size: file.length, read: async () => new Uint8Array(0) }
    return describeUnread(upload, content, recognised)
  }

  it.each([
    [batch('#separator \\x09', '#path\tdns'), 'other', 'a log dns of Zeek in events of CloudWatch Logs: '],
    [control, 'other', 'control messages in events of CloudWatch Logs: it holds no flows'],
    [
      batch(`7 ${record(1)} use1-az1`),
      'unknown',
      'records of a VPC flow log without the names of their columns in events of CloudWatch Logs: ',
    ],
    [packed('x'.repeat(100)), 'unknown', 'base64 of gzip: decode it'],
    [batch('START RequestId'), 'unknown', 'text of an unknown kind in events of CloudWatch Logs: '],
    [
      '@message\n<13>Nov 24 00:00:03 host zeek: just words\n',
      'unknown',
      'text of an unknown kind in syslog in a column of CSV: ',
    ],
    ['{"data":"AAECAwQ="}', 'unknown', 'JSON with the keys data: '],
  ])('is named with what it is in: %s', async (file, status, refusal) => {
    const said = await described(file)
    expect(said.refusal.slice(0, refusal.length)).toBe(refusal)
    expect(said.status).toBe(status)
  })
})
