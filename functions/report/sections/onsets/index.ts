/** What began, ended, or rose for some days inside the window: of kinds of service, services, countries, systems and ports. */
import type { SectionResult } from '../../figures/figure.ts'
import { numberIn, type Row, type Section, type SectionContext, textIn } from '../../section.ts'
import { daysBetween } from '../../window/calendar.ts'
import { daysSeen } from '../../window/observed-days.ts'
import { type Change, findChanges, LEAST_WINDOW } from './changes.ts'
import { changesChart } from './chart.ts'
import { activityFigure, levelFigures } from './counts.ts'
import { disturbancesOf } from './disturbances.ts'
import { findingOf } from './findings.ts'
import { dayOf, groupsOf, type KeyChange } from './groups.ts'
import { busiestContacts, idOf, type Key, keysOf, rowId, singleKeys } from './keys.ts'
import { nearestEvent } from './nearest-event.ts'
import { changesTable, daysTable } from './tables.ts'
import {
  answerText,
  CANNOT_TELL,
  HOW_COMPUTED,
  hiddenText,
  nearestText,
  QUESTION,
  READ_AS,
  SECTION_CAP_REASON,
  shortAnswer,
  shortText,
  TITLE,
  triedText,
  weakText,
  withheldSentence,
} from './words.ts'

/** Findings and figures of so many changes; the others stand in the table. */
const MOST_TOLD = 12
const CHARTED = 6
const MOST_WITHHELD_SAID = 3
const MOST_NEAR_EVENTS = 3
/** Below it the orders of weeks are few, and chance is told from change only where that is near the middle. */
const FEW_DAYS = 56
const CAP = 5

export const onsets: Section = { name: 'onsets', make }

async function make(context: SectionContext): Promise<SectionResult> {
  const { rows, query } = await context.byDay('sections/onsets/days')
  const seen = daysSeen(context.observed, context.networks)
  const days = daysBetween(context.window.fromDay, context.window.toDay).filter(day => seen.has(day))
  const counted = { days, query }
  const section = { name: 'onsets', title: TITLE, question: QUESTION, cap: CAP, capReason: SECTION_CAP_REASON }
  const activity = activityFigure(context, counted, contactsOn(rows, seen))
  if (days.length < LEAST_WINDOW) {
    const nothing = { findings: [], paragraphs: [], tables: [], charts: [], howComputed: [], cannotTell: [] }
    return { ...section, ...nothing, answer: shortAnswer(days.length), unanswered: true, figures: [activity] }
  }
  const [busiestDays, formats, exporters, hidden] = await Promise.all([
    context.byDay('sections/onsets/busiest-days'),
    context.byUtcDay('sections/coverage/formats'),
    context.byUtcDay('sections/onsets/exporters'),
    context.showLocalAddresses ? new Set<string>() : hiddenKeys(context),
  ])
  const busiest = Map.groupBy(busiestDays.rows, rowId)
  const keys = keysOf(rows, days, hidden)
  const found = findChanges(
    keys.map(({ counts }) => counts),
    context.seed,
  )
  const changes = found.changes.flatMap(change => keyChange(change, keys, days, busiest))
  const groups = groupsOf(
    await withOperators(context, changes),
    rows,
    disturbancesOf(context, formats.rows, exporters.rows),
  )
  const told = groups.filter(({ withheld }) => withheld === null).map(({ head }) => head)
  const withheld = groups.flatMap(({ head, withheld: why }) => (why === null ? [] : [{ head, why }]))
  const shown = told.slice(0, MOST_TOLD).map(change => ({ change, figures: levelFigures(context, counted, change) }))
  return {
    ...section,
    answer: answerText(told, withheld.length),
    findings: shown.map(({ change, figures: [level] }) => findingOf(context, section, days, change, level)),
    paragraphs: [
      ...(told.length > 0 ? [READ_AS] : []),
      triedText(keys.length, found.tried, found.leftOut),
      ...told.slice(0, MOST_NEAR_EVENTS).flatMap(change => {
        const nearest = nearestEvent(context.events, days, dayOf(change))
        return nearest === undefined ? [] : [nearestText(change, nearest)]
      }),
      ...withheld.slice(0, MOST_WITHHELD_SAID).map(({ head, why }) => withheldSentence(shortText(head), why)),
      ...(days.length < FEW_DAYS ? [weakText(days.length)] : []),
      ...(hidden.size > 0 ? [hiddenText(hidden.size)] : []),
    ],
    figures: [activity, ...shown.flatMap(({ figures }) => figures)],
    tables: groups.length === 0 ? [] : [changesTable(groups, days, context.events), daysTable(groups, days)],
    charts: told.length === 0 ? [] : [await changesChart(told.slice(0, CHARTED), days, context.versionDays)],
    howComputed: [...HOW_COMPUTED],
    cannotTell: [...CANNOT_TELL],
  }
}

const contactsOn = (rows: readonly Row[], days: ReadonlySet<string>): number =>
  rows.reduce((sum, row) => sum + (days.has(textIn(row, 'local_day')) ? numberIn(row, 'contacts') : 0), 0)

/** Keys of one local address are in no output where the definition does not allow it. */
async function hiddenKeys({ byDay }: Pick<SectionContext, 'byDay'>): Promise<Set<string>> {
  const [devices, remote] = await Promise.all([
    byDay('sections/onsets/devices'),
    byDay('sections/onsets/remote-locals'),
  ])
  return singleKeys([...devices.rows, ...remote.rows])
}

/** Systems with what they are called. */
async function withOperators(
  { operatorNames }: Pick<SectionContext, 'operatorNames'>,
  changes: readonly KeyChange[],
): Promise<KeyChange[]> {
  if (changes.every(({ key }) => key.kind !== 'system')) return [...changes]
  const names = await operatorNames()
  return changes.map(change => {
    const operator = change.key.kind === 'system' ? names.get(Number(change.key.name)) : undefined
    return operator === undefined ? change : { ...change, key: { ...change.key, operator } }
  })
}

/** With its key, and its places as local days. `busiest`: rows of `onsets/busiest-days` by key. */
function keyChange(
  change: Change,
  keys: readonly Key[],
  days: readonly string[],
  busiest: ReadonlyMap<string, readonly Row[]>,
): KeyChange[] {
  const key = keys[change.series]
  const dayAt = (at: number) => days[at] ?? ''
  const { from, to, fits } = change
  const fitsDays = { from: dayAt(fits.from), to: dayAt(fits.to) }
  if (key === undefined) return []
  const [fromDay, toDay] = [dayAt(from), dayAt(to)]
  const contacts = key.counts.subarray(from, to + 1).reduce((sum, count) => sum + count, 0)
  const share = busiestContacts(busiest.get(idOf(key)) ?? [], fromDay, toDay) / contacts
  return [{ ...change, key, fromDay, toDay, fitsDays, busiest: Math.min(1, share) }]
}
