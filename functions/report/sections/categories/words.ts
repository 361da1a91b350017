/** Every sentence on the categories, as functions of figures to text. */
import type { Whole } from '../../../lib/exact-numbers.ts'
import {
  bytesText,
  countText,
  type Figure,
  MIN_DENOMINATOR,
  percentText,
  roundPercentText,
  roundShareText,
} from '../../figures/figure.ts'
import { INTERVAL_METHOD } from '../../figures/share-figure.ts'
import { categoryLabel } from '../../labels.ts'

export const TITLE = 'On what'
export const QUESTION = 'Which kinds of services is the activity with?'
export const CAP_REASON = 'shares are sums, not inferred from time'

/** Categories of the headline. */
export const GAMES = 'Game'
export const CONTENT_STREAMING: readonly string[] = ['Streaming', 'Music']

export const TOGETHER_LABEL = 'Games and content streaming together'
export const shareLabel = (category: string): string => `Share of ${categoryLabel(category)}`
export const ofAllLabel = (label: string): string => `${label}, background services counted in`
export const bytesLabel = (label: string): string => `${label}, in bytes`

export const SHARE_UNIT = '% of activity, background services left out'
export const OF_ALL_UNIT = '% of activity, background services counted in'
export const BYTES_UNIT = '% of the bytes of activity, background services left out'

export const TOGETHER_WORDS = 'of the activity was with games and content streaming'
export const oneAddressWords = (category: string): string =>
  `of the contacts with ${categoryLabel(category)} came from one device`

/** `largest`: the class with most contacts, and its share. */
export function answerText(played: Figure, largest: { category: string; share: number | null } | undefined): string {
  if (played.value === null || largest === undefined)
    return `Too little activity for shares: they need at least ${MIN_DENOMINATOR} contacts.`
  return (
    `${roundShareText(played)} of the activity was with games and content streaming; the largest single class is ` +
    `${categoryLabel(largest.category)}, with ${roundPercentText(largest.share)} of it.`
  )
}

export const PLAYED_CHART = ['games and content streaming', 'all else'] as const
export const playedText = ({ text }: Figure): string => `Games and content streaming: ${text} of the activity.`

/** `mostOfOne`: the most in % that one local address can have of them; null where too few are below the line. */
export function togetherSentence(played: Figure, mostOfOne: number | null): string {
  const one = mostOfOne === null ? '' : `; no single device made more than ${percentText(mostOfOne)} of that`
  return `${roundShareText(played)} of the activity was with games and content streaming${one}.`
}

/** `ofClass` in % of the class, `share` of the class in % of all. */
export const oneAddressSentence = (category: string, ofClass: number, share: number): string =>
  `${percentText(ofClass)} of the activity with ${categoryLabel(category)} (${percentText(share)} of all activity) came from one ` +
  'device: it speaks for that device, not for the network.'

export const NOTHING_SEEN = 'No activity was seen in this window.'

export interface Totals {
  /** Without infrastructure. */
  contacts: number
  bytes: Whole
  /** With it. */
  everything: number
}

export const totalsText = (
  { contacts, bytes, everything }: Totals,
  played: { contacts: Figure; bytes: Figure; ofAll: Figure },
): string =>
  `${countText(contacts)} contacts are activity (${bytesText(bytes)}); with background services they are ${countText(everything)}. ` +
  `${TOGETHER_LABEL} make ${played.contacts.text} of the activity, ${played.bytes.text} of its bytes, and ${played.ofAll.text} ` +
  'of all with background services counted in.'

/** Shares in %; null where too few are below the line. */
export const unknownText = (unknown: number | null, cdn: number | null, unclear: number): string =>
  `${percentText(unknown)} of the activity is not identified and ${percentText(cdn)} is with content delivery networks: any ` +
  `service may be behind them. Beside it stand ${countText(unclear)} contacts where it is not clear who began, in no share.`

export const howComputed = (isPooled: boolean): string[] => [
  'A contact has one service, by the strongest evidence: the server name, an address range or autonomous system of a single ' +
    'service, a distinctive port. Ports 80 and 443 say nothing.',
  'Shares are of activity. Background services (DNS, NTP, ICMP, DHCP, routing, OCSP and their like) are left out of ' +
    'the headline and shown beside it; what is not identified, and content delivery networks, stay below the line. Contacts ' +
    'of unclear role are in no share and stand beside.',
  `Content streaming is the categories ${CONTENT_STREAMING.map(categoryLabel).join(' and ')}: films, series and clips on demand, ` +
    'live video, songs, podcasts and radio. Voice and video calls, social networks (their clips included), shops, news pages and ' +
    'downloads are categories of their own and not in it.',
  'Shares of bytes are of the same contacts; contacts without counters add no bytes.',
  `Intervals: ${INTERVAL_METHOD}, fixed seed; none below four weeks. No percentage of fewer than 50 contacts.`,
  ...(isPooled
    ? [
        'Categories with a single local address are pooled as "other (withheld)", as the definition of this report asks.',
      ]
    : []),
]

export const CANNOT_TELL: readonly string[] = [
  'What runs behind shared clouds and content delivery networks: it is in "not identified" or "content delivery networks".',
]

export const CAPTIONS = {
  shares: 'Activity and bytes by kind of service, all weeks',
  weeks: 'Activity by kind of service and week; weeks begin on Monday, the window may cut the first and the last',
  'weeks-bytes':
    'Bytes of activity by kind of service and week; weeks begin on Monday, the window may cut the first and the last',
} as const

export const SHARES_TITLE = 'Share of the activity in contacts (blue, above) and in bytes (orange, below), in %'
export const SHARES_AXIS = '% of the activity'

export const WEEKS_TITLE =
  'Contacts per week by kind of service, all on one scale; weeks that the window cuts are hatched, with their days.'

/** `wholeWeeks`: contacts of the whole weeks. */
export const weeksText = (categories: readonly { label: string; wholeWeeks: readonly number[] }[]): string =>
  `Least and most contacts of a whole week: ${categories
    .map(({ label, wholeWeeks }) => {
      const ordered = wholeWeeks.toSorted((a, b) => a - b)
      const [least, most] = [ordered[0], ordered.at(-1)]
      return least === undefined || most === undefined ? label : `${label} ${countText(least)} to ${countText(most)}`
    })
    .join('; ')}.`

/** Above a week that the window cuts: `2 days`. */
export const cutText = (days: number): string => (days === 1 ? '1 day' : `${days} days`)
