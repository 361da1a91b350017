/** The zone that a user gives to logs whose times have none, as the command line takes it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ran, run } from '../../support/command-line.ts'
import { put, SMALL_NETWORKS } from '../../support/small-logs.ts'

const folder = mkdtempSync(join(tmpdir(), 'source-zone-'))
const logs = join(folder, 'probe')
const lake = ['--lake', join(folder, 'lake')]
afterAll(() => rmSync(folder, { recursive: true }))

const TITLES = 'StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,SrcPkts\n'
/** A connection of a second at a local time, to an address of its own. */
const flowAt = (time: string, host: number): string =>
  `${time}.000000,1.000000,tcp,10.1.0.5,40000,   ->,93.184.1.${host},443,FIN,0,0,10,2000,900,5\n`

/** Start of each flow in UTC, by remote address. */
async function starts(): Promise<string[]> {
  const { out } = await run(
    'query',
    'select remote_ip, start_time from flows where part = 0 order by remote_ip, start_time',
    ...lake,
  )
  return out
    .split('\n')
    .flatMap(line => /93\.184\.1\.\d+.*?\d{4}-\d{2}-\d{2} [\d:]{8}/.exec(line)?.[0].replace(/[\s,|│]+/g, ' ') ?? [])
}

describe('npm start -- LOGS --source-zone ZONE', () => {
  let first: Ran
  beforeAll(async () => {
    writeFileSync(join(folder, 'networks.csv'), SMALL_NETWORKS)
    // Clocks of Berlin went back on this day: 02:00 to 03:00 came twice, first at UTC+2.
    const times = [
      '2024/10/26 12:00:00',
      '2024/10/27 01:59:59',
      '2024/10/27 02:30:00',
      '2024/10/27 03:00:00',
      '2024/10/28 12:00:00',
    ]
    put(logs, 'autumn.csv', TITLES + times.map((time, i) => flowAt(time, i + 1)).join(''))
    first = await run(
      'start',
      logs,
      '--networks',
      join(folder, 'networks.csv'),
      '--source-zone',
      'Europe/Berlin',
      '--out',
      join(folder, 'out'),
      ...lake,
    )
  })

  it('reads times in it, by the offset of each day; one that came twice as the first of the two', async () => {
    expect(first.failed).toBe(false)
    expect(await starts()).toEqual([
      '93.184.1.1 2024-10-26 10:00:00',
      '93.184.1.2 2024-10-26 23:59:59',
      '93.184.1.3 2024-10-27 00:30:00',
      '93.184.1.4 2024-10-27 02:00:00',
      '93.184.1.5 2024-10-28 11:00:00',
    ])
  })

  it('says which hour came twice, and no more that the zone is not known', async () => {
    const { out } = await run('receipts', '--format', 'json', ...lake)
    expect(out).toContain('times without a zone lie in an hour that Europe/Berlin has twice')
    expect(out).not.toContain('they are read as UTC')
  })

  it('keeps the zone for later files of the source', async () => {
    put(logs, 'spring.csv', TITLES + flowAt('2024/03/31 01:59:00', 6) + flowAt('2024/03/31 03:00:00', 7))
    await run('start', logs, '--out', join(folder, 'out'), ...lake)
    expect((await starts()).slice(-2)).toEqual(['93.184.1.6 2024-03-31 00:59:00', '93.184.1.7 2024-03-31 01:00:00'])
  })

  it('given another zone, says what was read without it and how it is read again', async () => {
    const { out, err } = await run(
      'start',
      logs,
      '--source-zone',
      'Asia/Kolkata',
      '--out',
      join(folder, 'out'),
      ...lake,
    )
    expect(out + err).toMatch(/2 of these uploads were read before, .*npm run replay -- .*--run.* reads them again/)
    await run('replay', '--run', ...lake)
    expect((await starts())[0]).toBe('93.184.1.1 2024-10-26 06:30:00')
  })
})
