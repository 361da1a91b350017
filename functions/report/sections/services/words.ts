/** Every sentence on services, as functions of figures to text. */
import {
  countText,
  type Figure,
  MIN_DENOMINATOR,
  percentText,
  roundPercentText,
  roundShareText,
} from '../../figures/figure.ts'
import { INTERVAL_METHOD } from '../../figures/share-figure.ts'
import { categoryLabel } from '../../labels.ts'
import { listText } from '../../sentences.ts'

export const TITLE = 'With which services'
export const QUESTION = 'Which services were used most, overall and among their kind?'
export const CAP_REASON = 'ranks are counts, not inferred from time'
/** `reason`: how far the data on autonomous systems are from the contacts. */
export const ownersReason = (reason: string): string =>
  `most services are known by the owner of their addresses, and ${reason}`

export const SHARE_UNIT = '% of activity: contacts begun inside and answered, background services left out'
export const BYTES_UNIT = '% of the bytes of activity, background services left out'
export const withinUnit = (category: string): string => `% of activity with ${categoryLabel(category)}`
export const shareLabel = (family: string): string => `Share of ${family}`
export const bytesLabel = (family: string): string => `${shareLabel(family)}, in bytes`
export const withinLabel = (family: string, category: string): string =>
  `Share of ${family} among ${categoryLabel(category)}`

const SHOWN_SERVICES = 3
/** A family as its kind knows it: `Google (YouTube)`. */
export function memberLabel(family: string, services: readonly string[]): string {
  const others = services.filter(name => name !== family)
  if (others.length === 0) return family
  const more = others.length > SHOWN_SERVICES ? ` and ${others.length - SHOWN_SERVICES} more` : ''
  return `${family} (${others.slice(0, SHOWN_SERVICES).join(', ')}${more})`
}

/** A service and the figure of its share. */
export interface SaidService {
  name: string
  figure: Pick<Figure, 'value' | 'interval'>
}

export const NOTHING_SEEN = 'No activity was seen in this window, so no service has a rank.'
export const fewText = (named: number): string =>
  `Cannot tell: a rank needs at least ${MIN_DENOMINATOR} contacts with services that can be named, there ` +
  `${named === 1 ? 'is one' : `are ${countText(named)}`}.`

export const answerText = (first: readonly SaidService[]): string =>
  `Of the services that can be named, most activity was with ` +
  `${listText(first.map(({ name, figure }, at) => `${name} (${roundPercentText(figure.value)}${at === 0 ? ' of it' : ''})`))}.`

/** `rival`: the second, where it may be as much as the first. */
export const topSentence = ({ name, figure }: SaidService, rival: SaidService | undefined): string =>
  `Of all services that can be named, most activity was with ${name}: ${roundShareText(figure)} of it, background services ` +
  `left out${rivalText(rival)}.`
export const topWords = (name: string, rival: SaidService | undefined): string =>
  `of activity was with ${name}${rivalText(rival) || ', the most used service that can be named'}`

export const withinSentence = (
  { name, figure }: SaidService,
  category: string,
  rival: SaidService | undefined,
): string =>
  `Of the activity with ${categoryLabel(category)}, most was with ${name}: ${roundShareText(figure)}${rivalText(rival)}.`
export const withinWords = (name: string, category: string, rival: SaidService | undefined): string =>
  `of activity with ${categoryLabel(category)} was with ${name}${rivalText(rival) || ', the most used of them'}`

const rivalText = (rival: SaidService | undefined): string =>
  rival === undefined
    ? ''
    : `; that it is ahead of ${rival.name} (${roundPercentText(rival.figure.value)}) may be chance`

/** Whether the first is ahead of the second by more than chance; `below four weeks` without intervals. */
export type Lead = 'clear' | 'overlap' | 'below four weeks' | 'alone'

export function leadText(lead: Lead, [first, second]: readonly [SaidService, SaidService | undefined]): string {
  if (second === undefined || lead === 'alone')
    return `${first.name} is the only service of this window that can be named.`
  const next = `${second.name} is next with ${roundShareText(second.figure)} of activity`
  if (lead === 'clear') return `${first.name} is ahead by more than chance: ${next}.`
  if (lead === 'overlap') return `Which of the two is first may be chance, as their intervals overlap: ${next}.`
  return `${next}; below four weeks it cannot be told whether that order is more than chance.`
}

/** Beside the word for how sure: the interval, and what may hide. */
export const surenessText = (interval: string | undefined, hidden: string): string =>
  interval === undefined ? hidden : `${interval}; ${hidden}`
export const hiddenWords = (cdn: number | null): string =>
  cdn === null || cdn === 0
    ? 'what is not identified may hold more of it'
    : `up to ${roundPercentText(cdn)} of activity more may be behind content delivery networks`

/** Shares in % of activity; null where too few are below the line. */
export const hiddenText = (cdn: number | null, unknown: number | null): string =>
  'Each share is at least that large: ' +
  (cdn === null || cdn === 0
    ? 'no activity was with content delivery networks, which carry many services'
    : `up to ${percentText(cdn)} of activity more may be behind content delivery networks, which carry many services`) +
  `, and ${percentText(unknown)} of activity is not identified at all.`

/** `share` in % of the contacts of the first service. */
export const oneDeviceText = (name: string, share: number): string =>
  `${roundPercentText(share)} of the contacts with ${name} came from one device: its rank speaks for that device, not for the ` +
  'network.'

/** A service, its ranks and shares now and in the earlier window. */
export interface SaidChange {
  name: string
  rank: number
  rankBefore: number
  figure: Pick<Figure, 'value' | 'interval'>
  before: { value: number; interval: { low: number; high: number; method: string } }
}

const wentText = ({ rank, rankBefore }: SaidChange): string =>
  `${rank < rankBefore ? 'rose' : 'fell'} from rank ${rankBefore} to ${rank}`
export const changeSentence = (change: SaidChange): string =>
  `${change.name} ${wentText(change)} among the services that can be named: ${roundShareText(change.figure)} of activity, before ` +
  `${roundShareText(change.before)}.`
export const changeWords = (change: SaidChange): string =>
  `of activity with ${change.name}, which ${wentText(change)}; before ${roundPercentText(change.before.value)}`
export const CHANGE_SURENESS = 'the intervals of the two shares do not overlap'

const BLOCKED = {
  data: 'the reference data are not the same in both',
  networks: 'not the same networks were logged in both',
  days: 'one of them is too short for intervals',
} as const

/** `changes` against the window from one day to the other. */
export function changesText(
  { fromDay, toDay, blockedBy }: { fromDay: string; toDay: string; blockedBy: keyof typeof BLOCKED | null },
  changes: readonly SaidChange[],
): string {
  const against = `the window before (${fromDay} to ${toDay})`
  if (blockedBy !== null) return `Ranks are not compared with ${against}: ${BLOCKED[blockedBy]}.`
  if (changes.length === 0) return `No service changed its rank by more than chance against ${against}.`
  return `Against ${against}: ${changes.map(change => `${change.name} ${wentText(change)}`).join(', ')}.`
}

export const FIRST_DAYS =
  'First and last days are those of this window: a service may have been in use before it, and after it.'

export const howComputed = (isPooled: boolean): string[] => [
  'A contact has one service, by the strongest evidence: the server name, an address range or autonomous system of a single ' +
    'owner, a distinctive port. Services of one owner that evidence cannot part are one family, and ranked as one; the ' +
    'families are a column of the catalogue.',
  'Shares are of activity (background services left out); what is not identified, and content delivery networks, ' +
    'stay below the line and have no rank. Among its kind a service is compared with those of the same category.',
  'A service that only its port tells (SSH by 22, BitTorrent by 6881) is what was spoken, not with whom.',
  'Local addresses are counted once each, IPv6 by /64, and for a family anew: those of its services do not add up.',
  'A service is ahead of another by more than chance where the intervals of their shares do not overlap. Services with equal ' +
    'contacts share a rank.',
  'A change of rank against the window before is told where the intervals of the two shares do not overlap, both windows have ' +
    'the same reference data, and the same networks were logged in both.',
  `Intervals: ${INTERVAL_METHOD}, fixed seed; none below four weeks. No percentage of fewer than ${MIN_DENOMINATOR} contacts.`,
  ...(isPooled
    ? ['Services with a single local address are pooled as "other (withheld)", as the definition of this report asks.']
    : []),
]

export const CANNOT_TELL: readonly string[] = [
  'Which services are behind content delivery networks and rented machines, where the log has no server name.',
]

export const CAPTIONS = {
  services: 'Services by contacts, with what no service is known of below them',
  within: 'Services within each category, by contacts',
} as const

const OF_EVIDENCE: Record<string, string> = {
  relay: 'list of relays',
  name: 'server name',
  prefix: 'address range',
  asn: 'owner of the addresses',
  port: 'port',
  protocol: 'protocol',
}
export const evidenceText = (evidence: readonly (readonly [kind: string, contacts: number])[]): string =>
  evidence.map(([kind, contacts]) => `${OF_EVIDENCE[kind] ?? kind} ${countText(contacts)}`).join(', ')

export const chartTitle = (count: number): string =>
  `Share of activity of the ${count === 1 ? 'service that can be named' : `${count} services used most`}, with 95 % intervals ` +
  'where the window carries them'
export const CHART_AXIS = '% of activity'
/** Shares in %. */
export const chartText = (rows: readonly { label: string; share: number }[]): string =>
  `In % of activity: ${rows.map(({ label, share }) => `${label} ${share.toFixed(1)}`).join(', ')}.`

export const WITHIN_TITLE =
  'The most used of each category with more than one: share of the activity with it, all on one scale from 0 to 100 %'
export const withinChartText = (rows: readonly { category: string; label: string; share: number }[]): string =>
  `In % of the activity with each category: ${rows
    .map(({ category, label, share }) => `${categoryLabel(category)}: ${label} ${share.toFixed(1)}`)
    .join('; ')}.`
