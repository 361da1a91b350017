/** Every sentence on what is suspicious, as functions of figures to text. */
import { bytesText, countText } from '../../figures/figure.ts'
import { countryLabel, protocolLabel } from '../../labels.ts'
import { listText } from '../../sentences.ts'
import type { ListedInstitution } from './listed.ts'
import { LONG_SLOTS } from './pairs.ts'
import { LEAST_DAYS, LEAST_SESSIONS, MOST_P, MOST_PAIRS, SPAN_DAYS } from './regular.ts'
import { MANY_HOSTS, MANY_PORTS, type Scan, type TriedPort } from './scans.ts'
import { DEVIATIONS, LEAST_BYTES, LEAST_RATIO, LEAST_DAYS as VOLUME_DAYS } from './volume.ts'

export const TITLE = 'What looks suspicious'
export const QUESTION = 'Are there signs of scans, of programs that call home, or of contacts that deserve a look?'
export const CAP_REASON = 'traffic shows a pattern, not a purpose'

const plural = (count: number, one: string, many: string): string =>
  count === 1 ? `one ${one}` : `${countText(count)} ${many}`

export const NOTHING_SEEN = 'Nothing was seen in this window, so that nothing can be told of it.'

/** What was found, of each kind. */
export interface Found {
  scansOut: number
  scannersIn: number
  regular: number
  listed: number
  long: number
  large: number
}

export function answerText({ scansOut, scannersIn, regular, listed, long, large }: Found): string {
  const parts = [
    scansOut > 0 ? `${plural(scansOut, 'scan', 'scans')} from inside` : '',
    regular > 0 ? `${plural(regular, 'pair of ends that meets', 'pairs of ends that meet')} at regular times` : '',
    listed > 0 ? `contacts with ${plural(listed, 'listed institution', 'listed institutions')}` : '',
    large > 0 ? `${plural(large, 'day on which a device sent', 'days on which devices sent')} far more than usual` : '',
    long > 0 ? `${plural(long, 'contact', 'contacts')} of half a day and more` : '',
    scannersIn > 0 ? `scans from outside by ${plural(scannersIn, 'address', 'addresses')}` : '',
  ].filter(part => part !== '')
  return parts.length === 0 ? NONE_FOUND : `Signs that deserve a look: ${listText(parts)}.`
}

const NONE_FOUND = 'None of the patterns that this data can show.'

/** What would have been seen, so that silence says something. */
export const SMALLEST =
  `The smallest that could have been shown: a scan of ${MANY_HOSTS} hosts or ports in a day; ${LEAST_SESSIONS} calls on ` +
  `${LEAST_DAYS} days of a pair that meets in at least four quarter-hours of a day; a contact of half a day; a day of ` +
  `${bytesText(LEAST_BYTES)} sent.`

export const BENIGN = {
  scansOut:
    'What would make scans from inside benign: monitoring or an inventory of machines, a program that tries dead addresses, a ' +
    'trace of routes.',
  scansIn: 'Scans from outside reach every address of the internet: they say nothing of what the network does.',
  regular:
    'What would make regular calls benign: updates, monitoring, mail, a clock, a program that waits for messages. Look at the ' +
    'remote end, how many devices call it, and since when.',
  listed:
    'Contacts with laboratories and authorities on the list are a reason to look, and prove nothing: they publish, teach and ' +
    'host pages for everybody.',
  long: 'What would make long contacts benign: a tunnel, remote work, a program that keeps a line open.',
  large: 'What would make a large day benign: a backup, a release, moving of files.',
} as const

/** `100 hosts on TCP port 445`, `60 ports of one host`, or both counts. */
export function triedText({ kind, hosts, ports, port, protocol, hostsOfPort, portsOfHost }: Scan): string {
  if (kind === 'horizontal') return `${countText(hostsOfPort)} hosts on ${portText(protocol, port)}`
  if (kind === 'vertical') return `${countText(portsOfHost)} ports of one host`
  return `${plural(hosts, 'host', 'hosts')} on ${plural(ports, 'port', 'ports')}`
}

export const portText = (protocol: number, port: number | null): string =>
  port === null
    ? 'other ports'
    : protocol === 6 || protocol === 17
      ? `${protocolLabel(protocol)} port ${port}`
      : protocolLabel(protocol)

export const KINDS: Record<Scan['kind'], string> = {
  horizontal: 'one port of many hosts',
  vertical: 'many ports of one host',
  random: 'hosts and ports mixed',
}

export const deviceText = (rank: number): string => `device ${rank}`

/** In a finding: at most two are told. */
const TOLD = 2

export const scansOutSentence = (scans: readonly Scan[], devices: number): string =>
  `${devices === 1 ? 'One device' : `${countText(devices)} devices`} of the network tried many hosts or ports without an answer: ` +
  `${listText(scans.slice(0, TOLD).map(scan => `${triedText(scan)} on ${scan.day}`))}${scans.length > TOLD ? ', and others' : ''}.`
export const SCANS_OUT_WORDS = 'from inside: a device tried many hosts or ports, and none answered'
export const scansOutFigure = (scans: number): string => (scans === 1 ? 'One scan' : `${countText(scans)} scans`)

/** `share` of all attempts from outside, as printed. */
export const scansInSentence = (
  share: string,
  attempts: number,
  scanners: number,
  ports: readonly TriedPort[],
): string =>
  `${share} of the ${countText(attempts)} attempts from outside were scans, by ${plural(scanners, 'address', 'addresses')}; ` +
  `all attempts were most on ${listText(ports.slice(0, TOLD).map(({ protocol, port }) => portText(protocol, port)))}.`
export const SCANS_IN_WORDS = 'of the attempts from outside were scans: many hosts or ports, no answer'

export const regularSentence = (pairs: number, tried: number, periods: readonly number[]): string =>
  `${pairs === 1 ? 'One pair of ends meets' : `${countText(pairs)} pairs of ends meet`} at regular times, of ${countText(tried)} ` +
  `that meet often: about every ${listText(periods.slice(0, TOLD).map(periodText))}.`
export const regularFigure = (pairs: number): string => (pairs === 1 ? 'One pair' : `${countText(pairs)} pairs`)
export const REGULAR_WORDS = 'of ends meets at times more regular than chance'

/** `12 minutes`, `1.5 hours`. */
export function periodText(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} seconds`
  if (seconds < 7200) return `${Math.round(seconds / 60)} minutes`
  return `${(seconds / 3600).toFixed(1).replace(/\.0$/, '')} hours`
}

export const listedSentence = (institutions: readonly ListedInstitution[], contacts: number, devices: number): string =>
  `${plural(contacts, 'contact', 'contacts')} of ${plural(devices, 'device', 'devices')} were with ` +
  `${plural(institutions.length, 'institution', 'institutions')} of the list: ` +
  `${listText(institutions.slice(0, TOLD).map(({ name, country }) => `${name} (${countryLabel(country)})`))}` +
  `${institutions.length > TOLD ? ', and others' : ''}.`
export const listedFigure = (institutions: number): string => (institutions === 1 ? 'One' : countText(institutions))
export const listedWords = (institutions: number): string =>
  `listed ${institutions === 1 ? 'institution' : 'institutions'} of space, nuclear or defence research had contacts`

export const longSentence = (pairs: number, hours: number): string =>
  `${pairs === 1 ? 'One contact' : `${countText(pairs)} contacts`} went on for half a day or more, the longest for ` +
  `${hoursText(hours)}.`
export const hoursText = (hours: number): string => `${hours.toFixed(1).replace(/\.0$/, '')} hours`
export const LONG_WORDS = 'the longest contact without a break'

export const largeSentence = (days: number, bytes: number, median: number, day: string): string =>
  `On ${plural(days, 'day', 'days')} a device sent far more than on its other days: ${bytesText(bytes)} on ${day}, against ` +
  `${bytesText(median)} on its middle day.`
export const LARGE_WORDS = 'sent by one device in a day, far more than on its other days'

export const SURENESS = {
  scans: 'four unanswered tries more than answered ones decide',
  regular: 'an even rhythm; whose it is traffic does not say',
  listed: 'by whose address or name it is; the purpose is not known',
  long: 'what it lacks: many benign programs keep a line open',
  large: 'far above six median distances; what was sent is not known',
} as const

/** Beside what was found. */
export const attemptsText = (attempts: number, byScans: number, ports: readonly TriedPort[]): string =>
  attempts === 0
    ? 'No attempt from outside was seen.'
    : `From outside came ${plural(attempts, 'attempt', 'attempts')} that nobody answered, ${countText(byScans)} of them by ` +
      `addresses that scan. Most tried: ${listText(ports.slice(0, 3).map(portShareText(attempts)))}.`

const portShareText =
  (attempts: number) =>
  ({ protocol, port, contacts, countries }: TriedPort): string =>
    `${portText(protocol, port)} (${((100 * contacts) / attempts).toFixed(0)}\u202f%, most from ` +
    `${countryLabel(countries[0]?.[0] ?? 'ZZ')})`

export function pairsText(tried: number, apart: number, unread: number): string {
  const standing = `apart ${apart === 1 ? 'stands' : 'stand'} ${plural(apart, 'pair', 'pairs')}`
  const parts = [
    `${plural(tried, 'pair of ends was', 'pairs of ends were')} tried for regular times`,
    ...(apart > 0 ? [`${standing} with updates, virus protection and mail`] : []),
    ...(unread > 0 ? [`${plural(unread, 'pair', 'pairs')} could not be read within the limit`] : []),
  ]
  return `${parts.join('; ')}.`
}

export const volumeText = (compared: number, above: number): string =>
  compared === 0
    ? `No device sent on ${VOLUME_DAYS} days, so that none can be compared with itself.`
    : `Of ${plural(compared, 'day', 'days')} of devices ${countText(above)} were above the rule alone; devices differ from day ` +
      'to day, so that only far larger ones are told.'

export const FIGURES = {
  scansOut: { label: 'Scans from inside', unit: 'scans, each of one device on one UTC day' },
  scansIn: { label: 'Attempts from outside that are scans', unit: '% of the attempts from outside' },
  regular: { label: 'Pairs of ends that meet at regular times', unit: 'pairs of ends' },
  listed: { label: 'Contacts with listed institutions', unit: '% of activity' },
  long: { label: 'Contacts without a break for half a day', unit: 'pairs of ends' },
  large: { label: 'Days on which a device sent far more', unit: 'days of devices' },
} as const
export const COUNT_FORMULA = 'the numerator; the denominator is how many were looked at'

export const CAPTIONS = {
  scans: 'Scans: who tried many hosts or ports without an answer',
  ports: 'Attempts from outside by port',
  regular: 'Pairs of ends that meet at regular times',
  long: 'Contacts without a break for half a day and more',
  large: 'Days on which a device sent far more than on its others',
  listed: 'Listed institutions that had contacts',
} as const

export const CHART_TITLE = 'Ports that were tried from outside, as a share of all attempts from outside'
export const CHART_AXIS = '% of attempts from outside'
export const chartText = (rows: readonly { label: string; share: number }[]): string =>
  `In %: ${rows.map(({ label, share }) => `${label} ${share.toFixed(1)}`).join(', ')}.`

export const howComputed = (isPooled: boolean): string[] => [
  'Scans: first contacts of whoever began, one for each host and port, in order of quarter-hours over the UTC day. The sequential ' +
    'test of Jung and others (2004) decides at four failures more than answers since any point of the day; within a ' +
    'quarter-hour, whose order is not known, answers and failures are set off. An unused local address counts double. Besides, ' +
    `${MANY_HOSTS} hosts or ports at least were tried. One port of ${MANY_HOSTS} hosts, or ${MANY_PORTS} ports of one host, ` +
    'give a scan its name. ICMP, DNS and peer-to-peer are left out: known peers, and peers that listen on a port of their ' +
    'own each.',
  `Regular times: pairs with ${LEAST_SESSIONS} quarter-hours on ${LEAST_DAYS} days, of at least four a day. Of up to ` +
    `${MOST_PAIRS} of them log records of ${SPAN_DAYS} days are read, at most twice; records of one connection at most 20 ` +
    'minutes apart are one session. The score is RITA’s (version 5: times, sizes, hours, length, a quarter each). The verdict ' +
    'compares how even the gaps are with 999 series without rhythm of the same number and span (9,999 where none is as ' +
    `regular): at most ${100 * MOST_P}\u202f%, by Benjamini and Hochberg over the pairs.`,
  `Long: ${LONG_SLOTS} quarter-hours in a row, over midnight too. Large: a local day’s bytes above the median and ` +
    `${DEVIATIONS} median distances of the device’s own days, ${VOLUME_DAYS} at least, and told from ${bytesText(LEAST_BYTES)} and ` +
    `${LEAST_RATIO} times the median on. Listed: the domain of a server name, else the system of an address, is on the list of ` +
    'sensitive institutions of the reference data.',
  'Devices are numbered by this report; their addresses stand in no output.',
  ...(isPooled
    ? [
        'Remote ends and institutions that one device alone had contacts with are withheld, as the definition of this report asks.',
      ]
    : []),
]

export const CANNOT_TELL: readonly string[] = [
  'What a pattern is for: a scan may be an inventory, a regular call an update, a large day a backup.',
  'Slow scans of fewer hosts a day, calls fewer than four times a day, and whatever hides in ordinary services.',
]
