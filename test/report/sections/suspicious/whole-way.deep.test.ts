/** From log lines to the section: what exporters make of connections must not look suspicious by itself. */
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { createFolderStore } from '../../../../functions/lib/local/folder-store.ts'
import type { SectionResult } from '../../../../functions/report/figures/figure.ts'
import { makeReport } from '../../../../functions/report/make-report.ts'
import type { Report } from '../../../../functions/report/report.ts'
import { type LakeRun, startLakeRun } from '../../../support/lake-run.ts'
import { put } from '../../../support/small-logs.ts'

vi.mock(import('../../../../functions/report/render/draw.ts'), () => import('../../../support/undrawn.ts'))

/** Delivers what `fill` puts into a folder, publishes, and gives the sections of the report. */
async function reportOf(networks: string, fill: (folder: string) => void): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'suspicious-'))
  let run: LakeRun | undefined
  try {
    fill(join(folder, 'uploads'))
    run = await startLakeRun(networks)
    await run.deliver(join(folder, 'uploads'))
    await run.publish_()
    const reports = createFolderStore(join(folder, 'reports'))
    const { indexKey } = await makeReport(
      { name: 'suspicious', fromDay: null, toDay: null, showLocalAddresses: true, reference: run.reference },
      { ...(await run.reporting()), reports },
    )
    return JSON.parse(readFileSync(join(folder, 'reports', indexKey, '../report.json'), 'utf8'))
  } finally {
    await run?.end()
    rmSync(folder, { recursive: true, force: true })
  }
}

function sectionOf(report: Report, name: string): SectionResult {
  const found = report.sections.find(own => own.name === name)
  if (found === undefined || 'failure' in found) throw new Error(`section ${name}: ${JSON.stringify(found)}`)
  return found
}
const rowsOf = (section: SectionResult, name: string) => section.tables.find(table => table.name === name)?.rows ?? []

const HEADER =
  'version interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status tcp-flags\n'
const FIRST = Date.parse('2024-03-04T00:00:00Z') / 1000
const DAY = 86_400

/** A window of a VPC log: a line for each direction, or for the one that sent something. */
function windowLines(
  from: string,
  to: string,
  port: number,
  remotePort: number,
  start: number,
  answered = true,
): string {
  const line = (ends: string, packets: number, flags: number) =>
    `5 eni-1 ${ends} 6 ${packets} ${packets * 200} ${start} ${start + 50} ACCEPT OK ${flags}\n`
  const out = line(`${from} ${to} ${port} ${remotePort}`, answered ? 6 : 1, 2)
  return answered ? out + line(`${to} ${from} ${remotePort} ${port}`, 8, 18) : out
}

describe('windows of a VPC log, both halves of each connection,', () => {
  it('are no scans and no regular calls by themselves; what is one is found among them', async () => {
    const report = await reportOf('cidr,name,time_zone\n10.1.0.0/16,office,UTC\n', folder => {
      const lines = [HEADER]
      // Forty hosts that answer, each in halves; and a heartbeat, so that the days are whole.
      for (let day = 0; day < 3; day++)
        for (let at = 0; at < 40; at++)
          lines.push(windowLines('10.1.0.5', `93.184.1.${at + 1}`, 40_000 + at, 443, FIRST + day * DAY + at * 2000))
      // One connection of thirty hours, a window a minute.
      for (let at = 0; at < 1800; at++) lines.push(windowLines('10.1.0.6', '93.184.2.1', 41_000, 8443, FIRST + at * 60))
      // Every five minutes a new connection.
      for (let at = 0; at < 600; at++)
        lines.push(windowLines('10.1.0.7', '93.184.3.1', 42_000 + at, 443, FIRST + at * 300))
      // Thirty hosts that do not answer.
      for (let at = 0; at < 30; at++)
        lines.push(windowLines('10.1.0.8', `93.184.4.${at + 1}`, 43_000 + at, 445, FIRST + 30_000 + at * 10, false))
      put(folder, 'a/vpc.log.gz', lines.join(''))
    })
    const suspicious = sectionOf(report, 'suspicious')
    expect(rowsOf(suspicious, 'scans').map(row => row.slice(0, 3))).toEqual([
      ['2024-03-04', 'device 1', '30 hosts on TCP port 445'],
    ])
    expect(rowsOf(suspicious, 'regular').map(row => [row[1], row[4]])).toEqual([
      ['93.184.3.1, TCP port 443', '5 minutes'],
    ])
    expect(rowsOf(suspicious, 'long').map(row => [row[1], row[4]])).toEqual([
      ['93.184.3.1, TCP port 443', '48 hours'],
      ['93.184.2.1, TCP port 8443', '30 hours'],
    ])
  })
})

const LOGS = resolve(import.meta.dirname, '../../../../../shared/flowdata/zeek-conn')
const names = existsSync(LOGS) ? readdirSync(LOGS).filter(name => name.includes('missing_host')) : []
if (names.length === 0) console.warn(`skipped: expected the logs of a honeypot in ${LOGS}, found none`)

describe.skipIf(names.length === 0)('three days of a honeypot', () => {
  it('are scans from outside, and nothing of one address is a finding', async () => {
    const report = await reportOf('cidr,name,time_zone\n64.225.56.201/32,honeypot,UTC\n', folder => {
      put(folder, 'a/readme.txt', 'no log\n')
      for (const name of names) copyFileSync(join(LOGS, name), join(folder, 'a', name))
    })
    const suspicious = sectionOf(report, 'suspicious')
    // The honeypot calls one host about every hour, or every second or third (awk on the logs); scans weigh more.
    const ranked = suspicious.findings.toSorted((a, b) => b.confidence * b.sizeClass - a.confidence * a.sizeClass)
    expect(ranked.map(({ figure }) => figure)).toEqual(['suspicious.scans-in', 'suspicious.regular'])
    expect(rowsOf(suspicious, 'regular').map(row => [row[1], row[4]])).toEqual([
      ['104.19.173.68, TCP port 443', '66 minutes'],
    ])
    const share = suspicious.figures.find(({ id }) => id === 'suspicious.scans-in')
    expect(share?.value).toBeGreaterThan(30)
    expect(share?.denominator).toBeGreaterThan(30_000)
    expect(rowsOf(suspicious, 'scans').length).toBeGreaterThan(100)
    expect(rowsOf(suspicious, 'scans').every(row => String(row[1]).startsWith('outside: '))).toBe(true)
    expect(report.findings.map(({ section }) => section)).toContain('suspicious')
    const said = JSON.stringify([suspicious.answer, suspicious.findings, suspicious.paragraphs])
    expect(said).not.toMatch(/one local address|came from one|one device/i)
  })
})
