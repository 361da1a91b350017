import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { busiestPrefixes } from '../../functions/lib/busiest-prefixes.ts'
import { listReceipts } from '../../functions/lib/ledger/receipts.ts'
import type { Receipt } from '../../functions/lib/receipt.ts'
import { flowSamples } from '../support/flow-samples.ts'
import { type LakeRun, startLakeRun } from '../support/lake-run.ts'
import type { SectionJson } from './against-truth.ts'

/** Three days of a sensor of one address that is open to the internet. */
const LOGS = join(flowSamples, 'zeek-conn')
const isThere = existsSync(LOGS)
if (!isThere) console.log(`skipped: a report on a honeypot's logs needs ${LOGS}`)

describe.skipIf(!isThere)('a report on one address that is open to the internet', () => {
  const folder = mkdtempSync(join(tmpdir(), 'honeypot-'))
  let run: LakeRun
  let sections: SectionJson[]
  let page: string

  beforeAll(async () => {
    const team = join(folder, 'team')
    mkdirSync(team)
    const names = readdirSync(LOGS).filter(name => name.includes('missing_host'))
    for (const name of names) cpSync(join(LOGS, name), join(team, name))
    run = await startLakeRun(`cidr,name,time_zone\n${await ownAddress()},honeypot,UTC\n`)
    await run.deliver(folder)
    await run.publish_()
    const report = await run.report()
    sections = JSON.parse(report.read('report.json')).sections
    page = report.read('index.html')
    for (const s of sections)
      console.log(
        s.name,
        s.answer,
        s.findings.map(f => [f.confidence, f.sentence]),
        s.paragraphs,
      )
  })
  afterAll(async () => {
    await run.end()
    rmSync(folder, { recursive: true })
  })

  /** What the product says is busiest where nothing of a log is watched: the first that is one address. */
  async function ownAddress(): Promise<string> {
    const blind = await startLakeRun('cidr,name\n203.0.113.0/24,nobody\n')
    try {
      await blind.deliver(folder)
      const receipts: Pick<Receipt, 'busiest'>[] = []
      for await (const { busiest } of listReceipts(blind.lake)) receipts.push({ busiest })
      const [first, ...others] = busiestPrefixes(receipts).map(({ prefix }) => prefix)
      const block = first?.replace(/\.\d+\/.*/, '.')
      const own = [first, ...others].find(prefix => prefix?.startsWith(block ?? ' ') && prefix.endsWith('/32'))
      if (own === undefined) throw new Error(`expected one address within ${first}, found ${others.join(', ')}`)
      return own
    } finally {
      await blind.end()
    }
  }

  const section = (name: string): SectionJson => {
    const found = sections.find(own => own.name === name)
    if (found === undefined) throw new Error(`expected a section ${name}, found none`)
    return found
  }

  it('is of one device', () => {
    const own = section('coverage').tables.find(({ name }) => name === 'coverage')
    const addresses = own?.columns.findIndex(({ name }) => name === 'addresses') ?? -1
    expect(own?.rows.map(row => row[addresses])).toEqual([1])
  })

  it('has nobody’s habits', () => {
    expect(section('habits').findings).toEqual([])
    expect(page).not.toMatch(/class="rejected"/)
  })

  it('says nothing of one address that only one of many could have', () => {
    for (const { name, answer, findings, paragraphs } of sections)
      for (const text of [answer, ...findings.map(({ sentence }) => sentence), ...paragraphs]) {
        expect(text, name).not.toMatch(/\b1 (local addresses|devices)\b/)
        expect(text, name).not.toMatch(/\b(one|single) (local )?(address|device)\b/i)
      }
  })
})
