import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../support/command-line.ts'
import { put, SMALL_NETWORKS } from '../../support/small-logs.ts'

const folder = mkdtempSync(join(tmpdir(), 'explain-'))
const logs = join(folder, 'logs')
const places = ['--lake', join(folder, 'lake'), '--out', join(folder, 'reports')]
const REPORT = 'networks/2024-03-02'

/** Connections of three days; four exporters see each. */
const times = Array.from({ length: 60 }, (_, i) => Date.parse('2024-03-01') / 1000 + 3600 * i + 70)
const portOf = (i: number) => 40_000 + i

const vpcLine = (second: number, i: number) =>
  `5 eni-1 10.1.0.9 93.184.216.34 ${portOf(i)} 443 6 10 2000 ${second} ${second + 50} ACCEPT OK 3`
const zeekLine = (second: number, i: number) =>
  `${second}.25\tC${i}\t10.1.0.9\t${portOf(i)}\t93.184.216.34\t443\ttcp\tssl\t50.0\t2000\t9000\tSF\tShADadFf\t10\t2000\t12\t9000`
const eveElement = (second: number, i: number) => {
  const time = (at: number) => new Date(at * 1000).toISOString()
  const ends = { src_ip: '10.1.0.9', src_port: portOf(i), dest_ip: '93.184.216.34', dest_port: 443, proto: 'TCP' }
  const counters = { pkts_toserver: 10, pkts_toclient: 12, bytes_toserver: 2000, bytes_toclient: 9000 }
  const flow = { ...counters, start: time(second), end: time(second + 50), state: 'closed' }
  return JSON.stringify({ timestamp: time(second), event_type: 'flow', ...ends, flow }, null, 1)
}

const vpcText = `version interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status tcp-flags\r\n${times.map(vpcLine).join('\r\n')}\r\n`
const zeekText = `#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\thistory\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\n${times.map(zeekLine).join('\n')}\n`

function parquetFile(): Uint8Array {
  const text = (name: string, value: string) => ({ name, type: 'STRING' as const, data: times.map(() => value) })
  const whole = (name: string, value: (second: number, i: number) => number) => ({
    name,
    type: 'INT32' as const,
    data: times.map(value),
  })
  const columnData = [
    text('interface_id', 'eni-2'),
    text('srcaddr', '10.1.0.9'),
    text('dstaddr', '93.184.216.34'),
    whole('srcport', (_, i) => portOf(i)),
    whole('dstport', () => 443),
    whole('protocol', () => 6),
    { name: 'bytes', type: 'INT64' as const, data: times.map(() => 2000n) },
    { name: 'packets', type: 'INT64' as const, data: times.map(() => 10n) },
    { name: 'start', type: 'INT64' as const, data: times.map(BigInt) },
    { name: 'end', type: 'INT64' as const, data: times.map(second => BigInt(second + 50)) },
    text('action', 'ACCEPT'),
    text('log_status', 'OK'),
  ]
  return new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 7 }))
}

let figures: {
  id: string
  text: string
  label: string
  numerator: number
  counted: { table: string } | null
  query: { file: string }
}[]

beforeAll(async () => {
  put(logs, 'plain/vpc.log', vpcText)
  put(logs, 'zipped/conn.log.gz', zeekText)
  put(logs, 'json/eve.json', `${times.map(eveElement).join('\n')}\n`)
  put(logs, 'parquet/vpc.parquet', '')
  writeFileSync(join(logs, 'parquet/vpc.parquet'), parquetFile())
  writeFileSync(join(folder, 'networks.csv'), SMALL_NETWORKS)
  const { failed, err } = await run('start', logs, '--networks', join(folder, 'networks.csv'), ...places)
  expect(failed, err).toBe(false)
  const report = JSON.parse(readFileSync(join(folder, 'reports', REPORT, 'report.json'), 'utf8'))
  figures = report.sections.flatMap((section: { figures?: typeof figures }) => section.figures ?? [])
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('npm run explain -- <report>#<figure>', () => {
  let out: string
  const uploaded = () => out.slice(out.indexOf('The uploaded lines'))
  /** The connection that the first contact holds, by its port in the rows of the flows. */
  const first = () => {
    const [, port = ''] = / (40\d{3}) +443 /.exec(out.slice(out.indexOf('The log records of the first'))) ?? []
    return Number(port) - 40_000
  }

  beforeAll(async () => {
    const figure = figures.find(({ counted, numerator }) => counted?.table === 'contacts' && numerator > 0)!
    out = (await run('explain', `${REPORT}#${figure.id}`, ...places)).out
  })

  it('prints the figure with what it counts, of what', () => {
    expect(out.split('\n')[0]).toMatch(/^.+: .+ \(\d+ of \d+, .+\)$/)
  })

  it('prints the SQL as it stands in the file, with its parameters and rows', () => {
    const [, file = ''] = /^SQL (\S+\.sql) \([0-9a-f]{16}\)$/m.exec(out) ?? []
    const sql = readFileSync(join(import.meta.dirname, '../../../queries', file), 'utf8').trim()
    expect(out).toContain(sql)
    expect(out).toMatch(/^with \["\d{4}-\d\d-\d\d",.*\]: \d+ rows$/m)
  })

  it('prints contacts, and the log records of the first one from every exporter', () => {
    expect(out).toMatch(/^What it counts, of contacts: \d+ rows$/m)
    expect(out).toMatch(/^The log records of the first: 4$/m)
  })

  it('reads the line back from a plain file', () => {
    const i = first()
    expect(uploaded()).toContain(`plain/vpc.log:${i + 2}: ${vpcLine(times[i]!, i)}\n`)
  })

  it('reads the line back from a gzip file, TABs made visible', () => {
    const i = first()
    expect(uploaded()).toContain(`zipped/conn.log.gz:${i + 3}: ${zeekLine(times[i]!, i).replaceAll('\t', '\\t')}`)
  })

  it('reads the whole element back where JSON has many lines', () => {
    const element = eveElement(times[first()]!, first())
    const [, found = ''] = /^json\/eve\.json:\d+: (.*)$/m.exec(uploaded()) ?? []
    expect(JSON.parse(found.replaceAll('\\u{a}', '\n'))).toEqual(JSON.parse(element))
  })

  it('reads the row back from a Parquet file', () => {
    const i = first()
    const [, json = ''] = new RegExp(`^parquet/vpc\\.parquet:${i + 1}: (.*)$`, 'm').exec(uploaded()) ?? []
    expect(JSON.parse(json)).toMatchObject({ srcport: portOf(i), start: String(times[i]), interface_id: 'eni-2' })
  })

  it('shows as many rows as --limit says, and how many there are', async () => {
    const figure = figures.find(({ counted, numerator }) => counted?.table === 'contacts' && numerator > 0)!
    const short = (await run('explain', `${REPORT}#${figure.id}`, '--limit', '1', ...places)).out
    expect(short.slice(short.indexOf('The uploaded lines')).trimEnd().split('\n')).toHaveLength(2)
    expect(short).toContain('… 3 more (--limit)')
  })

  it('explains figures of every query of the report', async () => {
    const byFile = new Map(figures.map(figure => [figure.query.file, figure]))
    expect(byFile.size).toBeGreaterThan(3)
    for (const { id } of byFile.values()) {
      const { failed, err } = await run('explain', `${REPORT}#${id}`, '--limit', '1', ...places)
      expect(failed, `${id}: ${err}`).toBe(false)
    }
  })

  it('says so where an upload has changed since', async () => {
    appendFileSync(join(logs, 'plain/vpc.log'), 'more\n')
    writeFileSync(join(logs, 'zipped/conn.log.gz'), gzipSync('other'))
    const figure = figures.find(({ counted, numerator }) => counted?.table === 'contacts' && numerator > 0)!
    const { out: changed } = await run('explain', `${REPORT}#${figure.id}`, ...places)
    expect(changed).toMatch(/^plain\/vpc\.log:\d+: the file has changed or gone since$/m)
    expect(changed).toMatch(/^zipped\/conn\.log\.gz:\d+: the file has changed or gone since$/m)
    expect(changed).toMatch(/^parquet\/vpc\.parquet:\d+: \{/m)
  })
})

describe('npm run explain', () => {
  it('of a report alone says its figures, each as it is explained', async () => {
    const { out, code } = await run('explain', REPORT, ...places, '--json')
    expect(code).toBe(0)
    const rows: { figure: string; value: string; label: string }[] = JSON.parse(out)
    expect(rows).toEqual(figures.map(({ id, text, label }) => ({ figure: `${REPORT}#${id}`, value: text, label })))
    expect((await run('explain', `${REPORT}#`, ...places, '--json')).out).toBe(out)
  })

  it.each([
    ['its name alone, the newest', () => 'networks'],
    ['its newest, as the link to it', () => 'networks/latest'],
    ['its folder', () => join(folder, 'reports', REPORT)],
    ['its page', () => join(folder, 'reports', REPORT, 'index.html')],
  ])('takes a report by %s', async (_, named) => {
    const { out, code } = await run('explain', named(), ...places, '--csv')
    expect(code).toBe(0)
    expect(out.split('\n')[1]).toMatch(new RegExp(`^${REPORT}#`))
  })

  it('of nothing says the reports that there are', async () => {
    expect((await run('explain', ...places, '--csv')).out).toBe(`report\n${REPORT}`)
    const { err, code } = await run('explain', '--out', join(folder, 'nowhere'))
    expect(code).toBe(1)
    expect(err).toMatch(/^flowcensus: explain: expected reports in \S+nowhere, found none; npm start makes one/)
  })
})

describe('npm run explain refuses', () => {
  const refusals: [target: string, message: string][] = [
    ['other', `found none called "other"; there are ${REPORT}`],
    ['networks/1999-01-01#x', `found none called "networks/1999-01-01"; there are ${REPORT}`],
    ['.', `found none called "."; there are ${REPORT}`],
    [`${REPORT}#no.such`, `expected a figure of ${REPORT}, found "no.such"; there are `],
  ]
  it.each(refusals)('%s', async (target, message) => {
    const { failed, err } = await run('explain', target, ...places)
    expect(failed).toBe(true)
    expect(err).toContain(message)
  })

  it('names those of a section that is meant, not all there are', async () => {
    const { err } = await run('explain', `${REPORT}#activity.contacts`, ...places)
    expect(err).toMatch(/; there are activity\.\S+, (\S+, ){6}\S+ and \d+ more: explain \S+ lists them$/)
  })
})
