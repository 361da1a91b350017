import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLake } from '../../../infra/local/lake.ts'
import { run } from '../../support/command-line.ts'

/** Begin of 2017-04-03 in UTC, epoch seconds. */
const DAY = 1_491_177_600
const HEADER =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n'
const line = (local: string, remote: string, at: number) =>
  `2 1 eni-1 ${local} ${remote} 40000 443 6 10 4000 ${at} ${at + 30} ACCEPT OK\n` +
  `2 1 eni-1 ${remote} ${local} 443 40000 6 12 9000 ${at} ${at + 30} ACCEPT OK\n`
const HERS = '175.45.176.7'
const HIS = '175.45.176.8'

let folder: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'delete-'))
  for (const team of ['uni', 'city']) mkdirSync(join(folder, 'logs', team), { recursive: true })
  const two = line(HERS, '93.184.216.34', DAY + 60) + line(HIS, '93.184.216.34', DAY + 60)
  writeFileSync(
    join(folder, 'logs/uni/a.log'),
    `${HEADER}${two}2 1 eni-1 ${HERS} not-an-address 1 2 6 1 1 ${DAY} ${DAY} ACCEPT OK\n`,
  )
  writeFileSync(
    join(folder, 'logs/city/b.log'),
    HEADER + line(HIS, '8.8.8.8', DAY + 86_400) + line(HERS, '8.8.8.8', DAY + 86_400),
  )
  writeFileSync(join(folder, 'networks.csv'), 'cidr,name\n175.45.176.0/22,harbour\n')
  await typed(
    'start',
    join(folder, 'logs'),
    '--networks',
    join(folder, 'networks.csv'),
    '--out',
    join(folder, 'reports'),
  )
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const typed = (...args: string[]) => run(...args, '--lake', folder)

async function rows(sql: string): Promise<unknown[][]> {
  const lake = await openLake(folder)
  try {
    return (await (await lake.engine()).select(sql)).rows
  } finally {
    await lake.close()
  }
}
const flows = () =>
  rows(
    `select dt, source, local_ip, cast(count(*) as bigint) from flows where dt between '2017-04-03' and '2017-04-04'
     group by dt, source, local_ip order by dt, source, local_ip`,
  )
const ALL = [
  ['2017-04-03', 'uni', HERS, 2],
  ['2017-04-03', 'uni', HIS, 2],
  ['2017-04-04', 'city', HERS, 2],
  ['2017-04-04', 'city', HIS, 2],
]

/** Files below the lake that have the text in their bytes. */
function filesWith(text: string): string[] {
  const lake = join(folder, 'lake')
  return readdirSync(lake, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(text))
    .map(entry => entry.name)
}

describe('delete', () => {
  it('says first what would be read again, and changes nothing', async () => {
    const { out, code } = await typed('delete', '--address', HERS)
    expect(code).toBe(0)
    expect(out).toMatch(
      /^records of 175\.45\.176\.7\/32, asked \d{4}-\d\d-\d\d: 2 uploads of 2 days would be read again/,
    )
    expect(await flows()).toEqual(ALL)
  })

  it('takes an address out of every table, and its text out of what was refused', async () => {
    expect(filesWith('not-an-address')).toHaveLength(1)
    const { out, code } = await typed('delete', '--address', HERS, '--note', 'her wish', '--run')
    expect(code, out).toBe(0)
    expect(out).toContain('4 records of 2 uploads left out; 2 days published anew')
    expect(await flows()).toEqual(ALL.filter(([, , local]) => local === HIS))
    expect(await rows(`select count(*) from contacts where dt > '2017-04-01' and local_ip = '${HERS}'`)).toEqual([[0]])
    expect(filesWith('not-an-address')).toEqual([])
    // In the row that says so alone: Parquet of rows is compressed, so what holds it is looked at by query.
    expect(filesWith(HERS)).toEqual(['deleted.csv'])
    expect((await typed('reference')).out).toContain('keeps nothing of records of 175.45.176.7/32, asked')
  })

  it('takes days of one source out, and leaves the other alone', async () => {
    await typed('delete', '--source', 'uni', '--from', '2017-04-03', '--to', '2017-04-03', '--run')
    expect(await flows()).toEqual(ALL.filter(([, source]) => source === 'city'))
    await typed('delete', '--from', '2017-04-04', '--run')
    expect(await flows()).toEqual([])
  })

  it('holds for what comes later, also where the same was deleted before', async () => {
    await typed('delete', '--address', '175.45.176.0/29', '--run')
    await typed('delete', '--address', '175.45.176.0/29', '--run')
    const rule = (await typed('reference')).out.match(/keeps nothing of/g)
    expect(rule).toHaveLength(1)
    writeFileSync(
      join(folder, 'logs/city/c.log'),
      HEADER + line(HERS, '1.1.1.1', DAY + 3600) + line('175.45.176.9', '1.1.1.1', DAY + 3600),
    )
    await typed('start', join(folder, 'logs'), '--out', join(folder, 'reports'))
    expect(await flows()).toEqual([
      ['2017-04-03', 'city', '175.45.176.9', 2],
      ['2017-04-03', 'uni', HIS, 2],
      ['2017-04-04', 'city', HIS, 2],
    ])
  })

  it('says what stays where a file cannot be read again', async () => {
    rmSync(join(folder, 'logs/city/b.log'))
    const { out, code } = await typed('delete', '--address', HERS, '--run')
    expect(code).toBe(1)
    expect(out).toContain('still in the lake: city/b.log: expected the uploaded bytes')
    expect(out).toMatch(/1 upload could not be read again.*remove/)
  })

  it.each([
    [[], 2, /expected --address, --source, --from or --to/],
    [['--address', '300.1.1.1'], 2, /^flowcensus: --address: expected an address/m],
    [['--from', '2017-04-04', '--to', '2017-04-03'], 2, /^flowcensus: --to: expected a day at or after 2017-04-04/m],
  ])('refuses %j', async (words, code, message) => {
    const ran = await typed('delete', ...words, '--run')
    expect(ran.err).toMatch(message)
    expect(ran.code).toBe(code)
  })
})
