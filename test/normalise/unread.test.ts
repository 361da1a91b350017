/** What the receipt says of files that no format reads. */
import { gunzipSync, gzipSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import { openContent } from '../../functions/normalise/content/open-content.ts'
import { families, formats } from '../../functions/normalise/formats/index.ts'
import { recogniseContent } from '../../functions/normalise/recognise-content.ts'
import { describeUnread, isArchive, unreadKindOf } from '../../functions/normalise/unread/index.ts'
import { sampleOf } from '../support/format-samples.ts'
import { tarFile } from '../support/tar-file.ts'
import { xzFile } from '../support/xz-file.ts'

async function described(bytes: Uint8Array | string, chunk = 1000) {
  const all = Buffer.from(bytes)
  async function* body() {
    for (let at = 0; at < all.length; at += chunk) yield all.subarray(at, at + chunk)
  }
  const content = openContent(body(), 1e9)
  const recognised = await recogniseContent(content)
  const upload = { size: all.length, read: async (start: number, end: number) => all.subarray(start, end) }
  const file = recognised.format?.access === 'random' ? upload : undefined
  return { ...(await describeUnread(upload, content, recognised, file)), format: recognised.format?.name }
}

/** The archive of two stored files that `zip` makes of them, with a comment behind its directory. */
const zip = Buffer.concat([
  Buffer.from('504b0304', 'hex'),
  Buffer.alloc(3000),
  Buffer.from('504b0506000000000200020000000000000000000700', 'hex'),
  Buffer.from('comment'),
])

it('says of xz within xz that it is to be decompressed', async () => {
  const { text } = await described(xzFile(xzFile(sampleOf('zeek-conn')))).then(found => ({
    text: JSON.stringify(found),
  }))
  expect(text).toContain('compressed by xz in xz: decompress it (xz -d)')
})

describe('a file that no format reads', () => {
  it.each([
    ['%PDF-1.7 and so on', 'other', 'a PDF document: it holds no flows, nothing is read of it'],
    ['<!DOCTYPE html><p>', 'other', 'an HTML page: it holds no flows, nothing is read of it'],
    ['#include <stdio.h>\nint main() {}\n', 'other', 'source code: '],
    ["import { a } from 'b'\n", 'other', 'source code: '],
    ['10.0.0.1 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 1\n', 'other', 'an access log of a web server: '],
    ['10:15:01.5 IP 10.0.0.1.80 > 10.0.0.2.90: Flags [S]\n', 'other', 'lines of tcpdump, which are packets: '],
    [
      'a,b,c\n1,2,3\n',
      'unknown',
      'CSV with the columns a, b, c: no format reads it; tables with named columns are read of Zeek conn, AWS VPC and transit gateway, SiLK rwcut, nfdump, Argus',
    ],
    ['a;"b;2";c:d\n1;2;3\n', 'unknown', 'text of an unknown kind: '],
    ['a;b2;c:d\n1;2;3\n', 'unknown', 'CSV with the columns a, b2, c_d: '],
    ['a,b,c,b\n1,2,3,4\n', 'unknown', 'CSV with the column b twice: name each column once'],
    ['the, words, the\n', 'unknown', 'text of an unknown kind: '],
    ['a b\rc d\re f\r', 'unknown', 'text whose lines end with a carriage return alone: end them with a line feed (tr '],
    [
      '{"x":1,"y":{"z":"a:b"}}\n',
      'unknown',
      'JSON with the keys x, y, z: no format reads it; JSON is read of Zeek conn, ',
    ],
    ['just words\n', 'unknown', 'text of an unknown kind: no format reads it; text is read of Zeek conn, '],
    ['\0\0\0', 'unknown', 'nothing but zeros: it was allocated and never written; '],
    [
      '\x01\x02\x03',
      'unknown',
      'binary data of an unknown kind: no format reads it; binary files are read of AWS VPC and transit gateway, ',
    ],
    ['PARE\0', 'unknown', 'a Parquet file with an encrypted footer: write it without encryption'],
    ['\xde\xad\xbe\xef', 'unknown', 'a binary file of SiLK: print it: rwcut --all-fields FILE'],
    ['#separator \\x09\n#path\tdns\n', 'other', 'a log dns of Zeek: '],
  ])('such as %j is named', async (text, status, refusal) => {
    const said = await described(Buffer.from(text, 'latin1'))
    expect(said.status).toBe(status)
    expect(said.refusal.slice(0, refusal.length)).toBe(refusal)
  })

  it.each(['a,b,c\n1,2,3\n', '{"x":1}\n', 'just words\n', '\x01\x02'])(
    'such as %j is told in a line of a few words',
    async text => {
      const { refusal } = await described(Buffer.from(text, 'latin1'))
      expect(refusal.length).toBeLessThan(230)
      expect(refusal).not.toMatch(/[\n(]/)
    },
  )

  it('of each form is told each family that has such files', async () => {
    const told = await Promise.all(
      ['a,b,c\n1,2,3\n', '{"x":1}\n', 'just words\n', '\x01\x02'].map(text => described(text)),
    )
    const all = told.map(({ refusal }) => refusal).join()
    expect(families.filter(({ family }) => !all.includes(family))).toEqual([])
  })

  it('is named with all that it is in', async () => {
    expect(unreadKindOf((await described(gzipSync(gzipSync('%PDF-1')))).refusal)).toBe('a PDF document in gzip in gzip')
    const four = [1, 2, 3, 4].reduce(inner => gzipSync(inner), Buffer.from('words'))
    expect((await described(four)).refusal).toBe(
      'gzip in gzip in gzip in gzip: three compressions within each other are taken off; decompress it',
    )
    const wrapped = '<13>Nov 24 00:00:03 host zeek: #separator \\x09\n<13>Nov 24 00:00:03 host zeek: #path\tdns\n'
    expect(unreadKindOf((await described(gzipSync(wrapped))).refusal)).toBe('a log dns of Zeek in syslog in gzip')
  })

  it('of columns and keys without end names a few, cut', async () => {
    const header = Array.from({ length: 500 }, (_, at) => `${'long'.repeat(20)}${at}`).join(',')
    const { refusal } = await described(`${header}\n${header}\n`)
    expect(refusal.length).toBeLessThan(1500)
  })

  it('may be Parquet of other columns, which are named', async () => {
    const column = (name: string) => ({ name, data: [42], type: 'INT32' as const })
    const { status, refusal } = await described(
      Buffer.from(parquetWriteBuffer({ columnData: [column('answer'), column('to:\nall')] })),
    )
    expect(status).toBe('unknown')
    expect(refusal).toMatch(/^a Parquet file with the columns answer, to__all: read are VPC flow logs/)
  })

  it('may be OCSF events of another class, as JSON or Parquet', async () => {
    const event = { class_uid: 4003, metadata: { version: '1.1.0' }, src_endpoint: { ip: '10.0.0.1' } }
    expect(await described(`${JSON.stringify(event)}\n`)).toMatchObject({
      status: 'other',
      refusal:
        'OCSF events of class 4003: flows are of class 4001, Network Activity; it holds no flows, nothing is read of it',
    })
    const group = (name: string) => ({ name, num_children: 1, repetition_type: 'OPTIONAL' as const })
    const leaf = (name: string) =>
      ({ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' }) as const
    const ends = ['src_endpoint', 'dst_endpoint'] as const
    const file = parquetWriteBuffer({
      columnData: [
        { name: 'class_uid', data: [4003, 4003] },
        { name: 'metadata', data: [{ version: '1.1.0' }, { version: '1.1.0' }] },
        ...ends.map(name => ({ name, data: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }] })),
      ],
      schema: [
        { name: 'root', num_children: 4 },
        { name: 'class_uid', type: 'INT32', repetition_type: 'OPTIONAL' },
        ...[group('metadata'), leaf('version')],
        ...ends.flatMap(name => [group(name), leaf('ip')]),
      ],
    })
    expect(unreadKindOf((await described(Buffer.from(file))).refusal)).toBe('OCSF events of class 4003')
  })
})

describe('an archive', () => {
  const stored = (text: string) =>
    Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(30), Buffer.from(text), zip])

  it.each(formats.map(({ name }) => name))('of files of %s that it holds as they are is no file of it', async name => {
    const lines = Buffer.from(sampleOf(name)).toString('latin1')
    const inZip = await described(stored(`name\n${lines}`))
    expect(inZip).toMatchObject({
      format: undefined,
      refusal: expect.stringMatching(/^a ZIP archive: it holds 2 files/),
    })
    const inTar = await described(gunzipSync(tarFile({ 'a.log': lines, 'b.log': lines })))
    expect(inTar).toMatchObject({
      format: undefined,
      refusal: expect.stringMatching(/^a tar archive: it holds 2 files/),
    })
  })

  it('of tar says how many files it holds, however its bytes come', async () => {
    const files = { 'a/one.log': 'x'.repeat(5000), [`${'deep/'.repeat(30)}two.log`]: '', three: 'y' }
    for (const chunk of [1, 511, 100_000]) {
      const { status, refusal } = await described(tarFile(files), chunk)
      expect({ status, refusal }).toEqual({
        status: 'other',
        refusal: 'a tar archive in gzip: it holds 3 files; unpack it and upload the files that are in it',
      })
      expect(isArchive(refusal)).toBe(true)
    }
  })

  it('of tar that is damaged ends where it is', async () => {
    const whole = Buffer.from(tarFile({ one: 'x', two: 'y' }))
    expect((await described(whole.subarray(0, whole.length - 30))).refusal).toMatch(
      /^a tar archive in gzip: it holds \d/,
    )
  })

  it('of ZIP says so by its directory', async () => {
    expect((await described(zip)).refusal).toMatch(/^a ZIP archive: it holds 2 files; unpack it/)
    expect((await described(zip.subarray(0, 2000))).refusal).toMatch(/^a ZIP archive: unpack it/)
  })
})
