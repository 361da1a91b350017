import { describe, expect, it } from 'vitest'
import { daysFrom, openWorld, type World, type WorldContact } from '../support/report-world.ts'

const DAYS = daysFrom('2017-05-01', 3)

/** A scan of 25 hosts on the second day, by a device that browses on all of them, and a pair that meets all the time. */
const contacts: WorldContact[] = [
  ...DAYS.flatMap(day =>
    Array.from(
      { length: 8 },
      (_, at): WorldContact => ({ slot: `${day}T0${at}:00Z`, remote: '202.36.1.9', port: 443 }),
    ),
  ),
  ...Array.from(
    { length: 25 },
    (_, at): WorldContact => ({
      ...{ slot: `${DAYS[1]}T10:00Z`, remote: `31.16.1.${at}`, role: 'attempt_out', port: 445 },
    }),
  ),
]
const world = (tried: World['tried']): World => ({
  networks: 'cidr,name,time_zone\n10.1.0.0/16,harbour,UTC\n',
  contacts,
  logged: { from: DAYS[0]!, to: DAYS.at(-1)! },
  tried,
})

async function rowsOf(tried: World['tried'], table: string): Promise<string[]> {
  const tables = await openWorld(world(tried))
  try {
    const times =
      table === 'scans' ? ' REPLACE (first_slot::varchar AS first_slot, last_slot::varchar AS last_slot)' : ''
    const { rows } = await tables.select(`SELECT *${times} FROM ${table}`)
    return rows.map(row => row.join())
  } finally {
    tables.close()
  }
}

describe('tables of what was tried, made for all days at once', () => {
  it.each(['scans', 'attempts', 'signals'])('are those that each day by itself gives: %s', async table => {
    const byDay: string[] = []
    for (const day of DAYS) byDay.push(...(await rowsOf([day], table)))
    const atOnce = await rowsOf(true, table)
    expect(atOnce.length).toBeGreaterThan(0)
    expect(atOnce.toSorted()).toEqual(byDay.toSorted())
  })
})
