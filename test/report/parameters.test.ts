import { expect, it } from 'vitest'
import type { QueryEngine, SqlParameter } from '../../functions/lib/ports.ts'
import { sqlLiteral } from '../../functions/lib/sql-literals.ts'
import { daysFrom, reportOn, type World } from '../support/report-world.ts'

const DAYS = daysFrom('2017-05-01', 14)
const numbers = Array.from({ length: 300 }, (_, i) => i)
/** Hundreds of listed institutions, and dozens of pairs of long addresses that meet often. */
const world: World = {
  networks: 'cidr,name,time_zone\n10.1.0.0/16,harbour,UTC\n2001:db8::/32,harbour,UTC\n',
  contacts: DAYS.flatMap(day => [
    { slot: `${day}T10:00Z`, times: 4, network: 'harbour', local: '10.1.0.1' },
    { slot: `${day}T11:00Z`, network: 'harbour', local: '10.1.0.2', institution: 'laboratory-7.example' },
    {
      slot: `${day}T12:00Z`,
      network: 'harbour',
      local: '10.1.0.3',
      institution: 'laboratory-299.example',
      asn: 64_811,
    },
  ]),
  logged: { from: DAYS[0] ?? '', to: DAYS.at(-1) ?? '' },
  signals: DAYS.flatMap(dt =>
    numbers.slice(0, 40).map(at => ({
      dt,
      network: 'harbour',
      local_ip: `2001:db8:1111:2222:3333:4444:5555:${(4096 + at).toString(16)}`,
      remote_ip: '2a02:1111:2222:3333:4444:5555:6666:7777',
      slots: 12,
    })),
  ),
  sensitive: numbers.flatMap(at => [
    {
      institution: `Laboratory ${at}`,
      country: 'NZ',
      field: 'space',
      type: 'domain',
      value: `laboratory-${at}.example`,
      expectedAsName: '',
    },
    {
      institution: `Laboratory ${at}`,
      country: 'NZ',
      field: 'space',
      type: 'asn',
      value: `${64_512 + at}`,
      expectedAsName: '',
    },
  ]),
}

it('no query has a parameter that Athena would refuse, however long a list is; what is listed counts once', async () => {
  const tooLong: string[] = []
  const engine = (over: QueryEngine): QueryEngine => ({
    ...over,
    select(sql: string, parameters: readonly SqlParameter[] = []) {
      for (const parameter of parameters)
        if (sqlLiteral(parameter).length > 1024) tooLong.push(`${sql.slice(0, 60)}: ${sqlLiteral(parameter).length}`)
      return over.select(sql, parameters)
    },
  })
  const { report, section } = await reportOn(world, { engine, sections: ['suspicious'] })
  expect(report.partial).toBe(false)
  expect(tooLong).toEqual([])
  const listed = section('suspicious').tables.find(({ name }) => name.endsWith('listed'))
  expect(listed?.rows.map(row => [row[0], row[3]])).toEqual([
    ['Laboratory 299', DAYS.length],
    ['Laboratory 7', DAYS.length],
  ])
})
