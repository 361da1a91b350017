/** Which data the contacts of each day rest on, and on which days that is another than the day before. */

/** Contacts of one UTC day that rest on one state of the data. */
export interface DataDay {
  dt: string
  contacts: number
  /** Names of files with hashes, but for networks.csv. */
  data: string
}

/** A file that came late is a small part of its day, by whatever data. */
const LEAST_SHARE = 0.1

/**
 * UTC days in order that rest on other data than the day before them. Data may come back: after a replay of some days, and
 * where a file of an earlier day comes when newer data are in use already.
 */
export function dataChanges(days: readonly DataDay[]): string[] {
  const byDay = [...Map.groupBy(days, ({ dt }) => dt)].sort(([a], [b]) => (a < b ? -1 : 1))
  const main = byDay.map(([dt, own]) => {
    const all = own.reduce((sum, { contacts }) => sum + contacts, 0)
    const shares = [...Map.groupBy(own, ({ data }) => data)].filter(
      ([, same]) => same.reduce((sum, { contacts }) => sum + contacts, 0) >= LEAST_SHARE * all,
    )
    const used = shares.map(([data]) => data).sort()
    return { dt, used: used.join('\n') }
  })
  return main.flatMap(({ dt, used }, at) => (at === 0 || used === main[at - 1]?.used ? [] : [dt]))
}
