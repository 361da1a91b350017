/** What is published of the days that a report reads, by what the manifests say and by what the catalogue says. */
import { hashOf } from '../lib/ledger/ids.ts'
import { listManifests } from '../lib/ledger/manifests.ts'
import type { Catalogue, ObjectStore } from '../lib/ports.ts'
import type { Comparison } from '../lib/reports/definition.ts'
import { publishedTables } from '../lib/tables/index.ts'
import { MOST_DAYS_BEFORE } from './earlier.ts'
import { addDays, DAY_MS } from './window/calendar.ts'

export interface Published {
  /** The same as long as nothing moves. */
  fingerprint: string
  /** The first day whose partitions are not where its manifest says, if any: a publish is between the two. */
  strayDay: string | undefined
}

/** UTC days around the days that sections read: 30 of liveness, one for the zone, one for midnight. */
const DAYS_AROUND = 32

/**
 * Of the window, of what it is compared with (as many days before it, four weeks, or days of one's own), and of the weeks before it that a
 * section may ask for. `fromDay` and `toDay` null: every day.
 */
export async function readPublished(
  { lake, catalogue }: { lake: ObjectStore; catalogue: Catalogue },
  { fromDay, toDay, comparison }: { fromDay: string | null; toDay: string | null; comparison?: Comparison },
): Promise<Published> {
  const firstBefore = fromDay === null || toDay === null ? undefined : addDays(fromDay, -daysBefore(fromDay, toDay))
  const firstCompared = typeof comparison === 'object' ? comparison.fromDay : '9999-12-31'
  const firstDay = firstBefore === undefined || firstBefore < firstCompared ? firstBefore : firstCompared
  const firstRead = firstDay === undefined ? '' : addDays(firstDay, -DAYS_AROUND)
  const isRead = (dt: string) => dt >= firstRead && (toDay === null || dt <= addDays(toDay, DAYS_AROUND))
  const manifests = await listManifests(lake, isRead)
  const locations = new Map<string, string>()
  for (const { schema } of publishedTables) {
    for (const { dt, location } of await catalogue.list(schema.name))
      if (isRead(dt)) locations.set(`${schema.name} ${dt}`, location)
  }
  const expected = new Map<string, string>()
  for (const { dt, tables } of manifests)
    for (const [table, { location }] of Object.entries(tables)) expected.set(`${table} ${dt}`, location)
  const names = [...new Set([...expected.keys(), ...locations.keys()])]
  const stray = names.filter(name => expected.get(name) !== locations.get(name)).map(name => name.slice(-10))
  return {
    fingerprint: hashOf(JSON.stringify([manifests.map(({ dt, run }) => [dt, run]), [...locations].sort()])),
    strayDay: stray.sort()[0],
  }
}

/** A window of so many days is compared with as many, in whole weeks. */
const daysBefore = (fromDay: string, toDay: string): number =>
  Math.max(MOST_DAYS_BEFORE, (Date.parse(toDay) - Date.parse(fromDay)) / DAY_MS + 7)
