/** The days before a report's window, as its sections ask for them: what was watched then, and the same queries over them. */
import type { WatchedNetwork } from '../lib/networks.ts'
import type { ObjectStore, QueryEngine } from '../lib/ports.ts'
import type { Comparison } from '../lib/reports/definition.ts'
import { createAsker } from './ask.ts'
import { observeDays } from './observation.ts'
import { referenceVersions } from './reference-versions.ts'
import type { EarlierDays, SectionContext } from './section.ts'
import { addDays } from './window/calendar.ts'
import { comparedDays } from './window/comparison.ts'
import type { ReportWindow } from './window/window.ts'

interface Around {
  lake: ObjectStore
  networks: readonly WatchedNetwork[]
  /** UTC days that have tables, in order. */
  publishedDays: readonly string[]
  window: ReportWindow
  comparison: Comparison
}

type Span = Pick<EarlierDays, 'fromDay' | 'toDay' | 'days'>

/** Most days before a window that a section may ask for, beside the window that it is compared with: six weeks. */
export const MOST_DAYS_BEFORE = 42

/** The same days are asked for once, however many sections want them. A failed question may be asked again. */
export function createEarlier(engine: QueryEngine, around: Around): Pick<SectionContext, 'before' | 'earlier'> {
  const { window, comparison } = around
  const asked = new Map<string, Promise<EarlierDays | null>>()
  const ask = (span: Span): Promise<EarlierDays | null> => {
    const key = `${span.fromDay} ${span.toDay}`
    const known = asked.get(key)
    if (known !== undefined) return known
    const answer = askDays(engine, around, span)
    asked.set(key, answer)
    answer.catch(() => asked.delete(key))
    return answer
  }
  return {
    async before(days) {
      if (days > MOST_DAYS_BEFORE) throw new Error(`earlier: expected at most ${MOST_DAYS_BEFORE} days, found ${days}`)
      return ask({ fromDay: addDays(window.fromDay, -days), toDay: addDays(window.fromDay, -1), days })
    },
    async earlier() {
      const compared = comparedDays(window, comparison)
      const days = compared === undefined ? null : await ask(compared)
      return compared === undefined || days === null ? null : { ...days, comparison, daysOf: compared.daysOf }
    },
  }
}

async function askDays(
  engine: QueryEngine,
  { lake, networks, publishedDays }: Omit<Around, 'window'>,
  { fromDay, toDay, days }: Span,
): Promise<EarlierDays | null> {
  // A local day lies within the UTC days around it.
  const first = publishedDays[0]
  if (first === undefined || first > addDays(toDay, 1)) return null
  const { observed, liveness } = await observeDays(engine, networks, { fromDay, toDay })
  if (observed.every(own => own.observed === 0)) return null
  const asker = createAsker(engine, { fromDay, toDay })
  const { versions, dataDays } = await referenceVersions(lake, (await asker.byDay('sections/coverage/versions')).rows)
  return { fromDay, toDay, days, observed, liveness, references: versions, dataDays, ...asker }
}
