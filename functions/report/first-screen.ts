/** The words of the first screen: who was watched, when, how completely, and what the report cannot tell. */
import type { Comparison } from '../lib/reports/definition.ts'
import { contactsText, countText, roundPercentText, type SectionResult } from './figures/figure.ts'
import type { ReferenceVersion } from './reference-version.ts'
import type { Report } from './report.ts'
import type { EarlierWindow, SectionContext } from './section.ts'
import { firstOfText } from './sentences.ts'
import { addDays, zoneOf } from './window/calendar.ts'
import { daysText, monthText, offsetsText } from './window/day-text.ts'
import type { ReportWindow } from './window/window.ts'

/** For the first screen. */
export const UNIT_IN_SHORT =
  'One unit of activity, a contact, is one device and one remote service in one quarter of an hour.'

/** With an everyday example. */
export const UNIT_SENTENCE =
  'A contact is one local address with one remote address on one service port in one quarter of an hour: reading one web ' +
  'site from 10:05 to 10:20 makes two contacts with it, whether the page opened one connection or thirty.'

export const UNIT_LIMITS =
  'Contacts are counted whatever the exporter made of a connection. Several people may share one address, and one ' +
  'peer-to-peer program makes many contacts: so bytes stand beside contacts as the second measure. A connection over ' +
  'midnight UTC is judged for each of its days anew.'

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'] as const

/** `logged`: how many of the watched networks anything was logged of. */
export const titleOf = (logged: number): string =>
  logged === 0
    ? 'No watched network was logged'
    : `What ${NUMBERS[logged] ?? logged} ${logged === 1 ? 'network' : 'networks'} did online`

/** `publishedDays`: UTC days that have tables, in order. */
export function factsOf(
  { window, networks, observed, figures, overview, placed }: SectionContext,
  publishedDays: readonly string[],
): Report['facts'] {
  const logged = new Map(observed.map(own => [own.network, own.logged]))
  const ranges = networks
    .filter(({ name }) => logged.has(name))
    .map(({ name, cidr }) => `${name} (${cidr}${logged.get(name) ? '' : ', nothing logged'})`)
  const nothing = isUntouched(window, publishedDays) ? NO_LOG : 'no record has an end in the watched networks'
  const zones = [...new Set(observed.map(({ network }) => zoneOf(networks, network)))]
  const offsets = zones.map(zone =>
    zone === ''
      ? 'UTC, as no zone is set'
      : zone === 'UTC'
        ? zone
        : `${zone}, ${offsetsText(zone, window.fromDay, window.toDay)}`,
  )
  const kind = window.partial ? 'touched ' : window.partialDays.length > 0 ? '' : 'whole '
  const days = `${window.days} ${kind}local ${window.days === 1 ? 'day' : 'days'}`
  return [
    ['Who', observed.every(own => !own.logged) ? `nothing: ${nothing}` : ranges.join(', ')],
    [
      'When',
      `${daysText(window.fromDay, window.toDay)}: ${days}${zones.length === 0 ? '' : `, ${offsets.join('; ')}`}`,
    ],
    ['How complete', completeText(observed, window.days, figures, placed)],
    ['How much', seenText(overview)],
  ]
}

function completeText(
  observed: SectionContext['observed'],
  windowDays: number,
  { observedShare, unknownShare }: SectionContext['figures'],
  placed: SectionContext['placed'],
): string {
  const days = observed.map(network => network.days)
  const fewest = days.reduce((least, own) => Math.min(least, own), windowDays)
  const most = days.reduce((greatest, own) => Math.max(greatest, own), 0)
  const perNetwork =
    days.length === 0
      ? 'no network'
      : fewest === most
        ? `${most} of ${windowDays} days${days.length > 1 ? ' in each network' : ''}`
        : `${fewest} to ${most} of ${windowDays} days, by network`
  const dates = [...new Set(placed.filter(({ data }) => data === 'country').map(({ date }) => date))]
  const lookedUp =
    dates.length === 0
      ? ''
      : `; countries looked up in data of ${dates.map(date => (date === null ? 'an unknown date' : monthText(date))).join(', ')}`
  const unknown = unknownShare === null ? '' : `; ${roundPercentText(unknownShare)} of the activity not identified`
  return `logged ${roundPercentText(observedShare)} of the time (${perNetwork})${unknown}${lookedUp}`
}

/** Nothing is said of how many people there are. */
const seenText = ({ use, useInfrastructure, localAddresses }: SectionContext['overview']): string =>
  `${contactsText(use - useInfrastructure)}, from at least ${
    localAddresses === 1 ? 'one device' : `${countText(localAddresses)} devices`
  } (addresses); beside them ${countText(useInfrastructure)} with background services`

export function noticesOf(
  { window, observed, networks, versionDays }: SectionContext,
  references: readonly ReferenceVersion[],
  sections: Report['sections'],
  busiest: readonly { prefix: string; records: number }[],
  publishedDays: readonly string[],
): string[] {
  const notices: string[] = []
  const silent = observed.filter(({ logged }) => !logged).map(({ network }) => network)
  if (silent.length === observed.length && isUntouched(window, publishedDays)) {
    const covered = `${publishedDays[0] ?? 'none'} to ${publishedDays.at(-1) ?? 'none'}`
    notices.push(`Nothing logged: ${NO_LOG}, ${window.fromDay} to ${window.toDay}. Logs cover ${covered}.`)
  } else if (silent.length === observed.length) {
    const hint = busiest.map(({ prefix, records }) => `${prefix} (${countText(records)} ends)`).join(', ')
    const days = window.partial ? '' : ` from ${window.fromDay} to ${window.toDay}`
    const busy = hint === '' ? '' : ` The busiest prefixes in the logs are ${hint}.`
    notices.push(`Nothing watched: no record has an end in the networks of networks.csv${days}.${busy}`)
  } else if (window.partial) {
    notices.push(`Partial: no local day is whole; all days touched are shown (${listOf(window.partialDays)}).`)
  } else if (window.partialDays.length > 0) {
    notices.push(`Partial days in the window, not logged from begin to end: ${listOf(window.partialDays)}.`)
  }
  if (silent.length > 0 && silent.length < observed.length)
    notices.push(
      `Nothing was logged of ${listOf(silent)}: watched by networks.csv, and counted with none of the window logged.`,
    )
  if (window.strayDays.length > 0) {
    const days = window.strayDays.length === 1 ? 'one day' : `${window.strayDays.length} days`
    notices.push(
      `Left out: logs of ${days}, days apart from the others (${listOf(window.strayDays)}): a wrong clock, or another period.`,
    )
  }
  const mixed = references.map(({ version, firstDay, lastDay }) => `${version} from ${firstDay} to ${lastDay}`)
  if (references.length > 1)
    notices.push(
      `${references.length} versions of the reference data and catalogue are mixed in this window: ${mixed.join('; ')}. ` +
        `${versionDays.length === 0 ? '' : `Changes at ${listOf(versionDays)} may be theirs; `}npx flowcensus replay --run makes them one.`,
    )
  const unzoned = observed
    .map(({ network }) => network)
    .filter(name => networks.find(network => network.name === name)?.timeZone === '')
  if (unzoned.length > 0) notices.push(`No time zone is set for ${listOf(unzoned)}: days and hours there are UTC.`)
  for (const section of sections)
    if ('failure' in section) notices.push(`Partial: the section ${section.title} could not be made.`)
  return notices
}

const NO_LOG = 'no log touches the days of this window'

/** Whether no log lies in a window, though there are some on other days. A local day lies within the UTC days around it. */
const isUntouched = ({ fromDay, toDay, partial }: ReportWindow, publishedDays: readonly string[]): boolean =>
  !partial &&
  publishedDays.length > 0 &&
  !publishedDays.some(dt => dt >= addDays(fromDay, -1) && dt <= addDays(toDay, 1))

/** Below the changes: what they are against. `earlier` undefined where that could not be asked. */
export function changedText(comparison: Comparison, earlier: EarlierWindow | null | undefined): string {
  if (comparison === 'none')
    return 'This report compares with no earlier window: it tells changes inside of this one only.'
  if (earlier === undefined) return 'What was logged before this window could not be asked.'
  if (typeof comparison === 'object') {
    const span = daysText(comparison.fromDay, comparison.toDay)
    return earlier === null ? `Nothing was logged from ${span} to compare this window with.` : beforeText(span)
  }
  if (earlier === null) return 'Nothing was logged before this window to compare it with.'
  const days = comparison === 'same weekdays' ? ', the same weekdays of it' : ''
  return beforeText(`${daysText(earlier.fromDay, earlier.toDay)}${days}`)
}

const beforeText = (days: string): string =>
  `Before this window means ${days}, local days. Differences that are sure enough to be said stand above, where there are any.`

/** At least three lines. */
export function cannotTell(sections: readonly SectionResult[], { overview, window }: SectionContext): string[] {
  const lines = [
    'How many people there are, or who: several may share one address.',
    ...sections.flatMap(section => section.cannotTell),
  ]
  if (overview.unclear > 0)
    lines.push(
      `Which end began, or whether it was answered, for ${contactsText(overview.unclear)}: they are in no share.`,
    )
  if (window.days < 28) lines.push('Whether a share is steady: below four weeks there are no intervals.')
  if (lines.length < 3) lines.push('What was said: flow logs hold no content.')
  return lines
}

const SHOWN = 5
const listOf = (items: readonly string[]): string => firstOfText(items, SHOWN)
