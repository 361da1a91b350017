/** The days before a report's window, as its sections ask for them: what was watched then, and the same queries over them. */
import type { WatchedNetwork } from '../lib/networks.ts'
import type { ObjectStore, QueryEngine } from '../lib/ports.ts'
import { createAsker } from './ask.ts'
import { observeDays } from './observation.ts'
import { type ReferenceVersion, referenceVersions } from './reference-versions.ts'
import type { QueryReference, SectionContext } from './section.ts'
import { addDays } from './window/calendar.ts'
import { type ComparedDays, type Comparison, comparedDays } from './window/comparison.ts'
import type { Observed } from './window/observed.ts'
import type { ReportWindow } from './window/window.ts'

/** Local days that end where the window begins. */
export interface EarlierDays extends Pick<SectionContext, 'byDay' | 'byUtcDay'> {
  fromDay: string
  toDay: string
  days: number
  /** Networks of the report that are watched on one of these days; of one at least something was observed. */
  observed: readonly Observed[]
  liveness: QueryReference
  /** Reference sets that their contacts rest on, by first day. */
  references: readonly ReferenceVersion[]
}

/** The window that a report's own is compared with. */
export interface EarlierWindow extends EarlierDays {
  comparison: Comparison
  /** Earlier days of the same weekday that a day of the window is compared with. */
  daysOf: ComparedDays['daysOf']
}

export interface Earlier {
  /** So many local days directly before the window; null where nothing was published or watched on any of them. */
  before(days: number): Promise<EarlierDays | null>
  /** What the report's definition compares with; null as `before`, and where it compares with nothing. */
  earlier(): Promise<EarlierWindow | null>
}

interface Around {
  lake: ObjectStore
  networks: readonly WatchedNetwork[]
  /** UTC days that have tables, in order. */
  publishedDays: readonly string[]
  window: ReportWindow
  comparison: Comparison
}

/** Most days before a window that a section may ask for, beside the window that it is compared with: six weeks. */
export const MOST_DAYS_BEFORE = 42

/** The same days are asked for once, however many sections want them. A failed question may be asked again. */
export function createEarlier(engine: QueryEngine, around: Around): Earlier {
  const { window, comparison } = around
  const asked = new Map<number, Promise<EarlierDays | null>>()
  const ask = (days: number): Promise<EarlierDays | null> => {
    const known = asked.get(days)
    if (known !== undefined) return known
    const answer = askDays(engine, around, days)
    asked.set(days, answer)
    answer.catch(() => asked.delete(days))
    return answer
  }
  return {
    async before(days) {
      if (days > MOST_DAYS_BEFORE) throw new Error(`earlier: expected at most ${MOST_DAYS_BEFORE} days, found ${days}`)
      return ask(days)
    },
    async earlier() {
      const compared = comparedDays(window, comparison)
      const days = compared === undefined ? null : await ask(compared.days)
      return compared === undefined || days === null ? null : { ...days, comparison, daysOf: compared.daysOf }
    },
  }
}

async function askDays(
  engine: QueryEngine,
  { lake, networks, publishedDays, window }: Around,
  days: number,
): Promise<EarlierDays | null> {
  const [fromDay, toDay] = [addDays(window.fromDay, -days), addDays(window.fromDay, -1)]
  // A local day lies within the UTC days around it.
  const first = publishedDays[0]
  if (first === undefined || first > addDays(toDay, 1)) return null
  const { observed, liveness } = await observeDays(engine, networks, { fromDay, toDay })
  if (observed.every(own => own.observed === 0)) return null
  const asker = createAsker(engine, { fromDay, toDay })
  const { versions } = await referenceVersions(lake, (await asker.byDay('sections/coverage/versions')).rows)
  return { fromDay, toDay, days, observed, liveness, references: versions, ...asker }
}
