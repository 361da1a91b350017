/** Every sentence on the access paths, as functions of figures to text. */
import { type Figure, percentText, roundShareText } from '../../figures/figure.ts'
import { INTERVAL_METHOD } from '../../figures/share-figure.ts'
import { WITHHELD, WITHHELD_LABEL } from '../../figures/withheld.ts'

export const TITLE = 'Over which way'
export const QUESTION = 'Which access path carries what share of the activity?'
export const CAP_REASON = 'shares are sums, not inferred from time'
export const NOT_TOGETHER =
  'Cannot tell: the access paths were never logged at the same time; some hours with logs of all of them would be needed.'
export const NOTHING_SEEN = 'No activity was seen on any access path in this window.'

export const pathLabel = (path: string): string =>
  path === WITHHELD ? WITHHELD_LABEL : path === '' ? 'no path named' : path

export const onePathText = (path: string): string =>
  path === ''
    ? 'The networks of this report name no access path, so there is nothing to share out; networks.csv has a column for it.'
    : `All of these networks have one access path, ${pathLabel(path)}: there is nothing to share out.`

export const shareLabel = (path: string): string => `Share of ${pathLabel(path)}`
export const SHARE_UNIT = '% of activity while all access paths were logged, background services left out'
export const bytesLabel = (path: string): string => `${shareLabel(path)}, in bytes`
export const BYTES_UNIT = '% of the bytes of activity while all access paths were logged, background services left out'
export const OUT_OF_SCOPE_LABEL = 'Records without a watched end'
export const OUT_OF_SCOPE_UNIT = '% of all log records'

export const answerText = (path: string, share: Figure, others: number): string =>
  `Most went over ${pathLabel(path)}: ${roundShareText(share)} of the activity while all ${others + 1} access paths were logged.`
export const sentence = (path: string, share: Figure, paths: number): string =>
  `Over ${pathLabel(path)} went ${roundShareText(share)} of the activity in the hours in which all ${paths} access paths were logged.`
export const headlineWords = (path: string): string => `of activity went over ${pathLabel(path)}`

export const timeText = (slots: number, of: number): string =>
  `Counted is the time in which every path was logged, ${percentText((100 * slots) / Math.max(1, of))} of the window: while one is ` +
  'out, the others seem to grow.'
export const silentText = (paths: readonly string[]): string =>
  `Nothing was logged of ${paths.map(pathLabel).join(', ')}: it is in no share.`
export const outOfScopeText = (share: Figure): string =>
  `${share.text} of the log records have no watched end and belong to no path.`
export const datesText = (paths: readonly { path: string; fromDay: string; toDay: string }[]): string =>
  `Not all paths were watched in the whole window: ${paths
    .map(({ path, fromDay, toDay }) => `${pathLabel(path)} from ${fromDay} to ${toDay}`)
    .join(', ')}.`

export const HOW_COMPUTED: readonly string[] = [
  'The access path of a contact is that of its network on that day, by networks.csv and its dates.',
  'Shares are of activity, background services left out, in quarter-hours in which every network that was watched then ' +
    'was logged; networks of which nothing was logged in the window are waited for by none, and are named.',
  `Intervals: ${INTERVAL_METHOD}, fixed seed; none below four weeks. No percentage of fewer than 50 contacts.`,
]
export const CANNOT_TELL: readonly string[] = [
  'What went over an access path that is not logged: shares are of the logged ones only.',
]
export const CAPTION = 'Contacts and bytes by access path, while all were logged'
export const TITLE_OF_CHART =
  'Share of the contacts (blue) and of the bytes (orange) by access path, while all were logged'
export const smallText = (rows: readonly { label: string; text: string }[]): string =>
  `Share by access path: ${rows.map(({ label, text }) => `${label} ${text}`).join(', ')}.`
