/** Every sentence on signs of obfuscation, as functions of figures to text. */
import type { Whole } from '../../../lib/exact-numbers.ts'
import {
  bytesText,
  contactsText,
  countText,
  type Figure,
  MIN_DENOMINATOR,
  roundPercentText,
} from '../../figures/figure.ts'
import { INTERVAL_METHOD } from '../../figures/share-figure.ts'
import { protocolLabel } from '../../labels.ts'
import type { Listed, Sign } from './counts.ts'
import { DEFINITION, PORTS, RESOLVER_BYTES, RESOLVER_BYTES_OF_CONTACT } from './definition.ts'

export const TITLE = 'Signs of obfuscation'
export const QUESTION = 'How much of the activity went through VPNs, proxies or relays, at least?'
export const CAP_REASON = 'it counts, and infers nothing from time; what looks like web pages is not in it'

export const SHARE_UNIT = '% of activity, at least: contacts begun inside and answered, background services left out'
export const BYTES_UNIT = '% of the bytes of activity, at least'
export const LABELS = {
  all: 'VPN and proxy ports and listed relays, at least',
  port: 'VPN and proxy ports, at least',
  relay: 'Listed relays, at least',
} as const
export const bytesLabel = (label: string): string => `${label}, in bytes`
export const NO_LIST = 'cannot tell: no list of relays was valid on a day of this window'

export const NOTHING_SEEN = 'No activity was seen in this window, so nothing can be told of VPNs, proxies or relays.'
export const fewText = (contacts: number): string =>
  `Cannot tell: a share needs at least ${MIN_DENOMINATOR} contacts, this window has ${countText(contacts)}.`

export const WITHHELD_ANSWER = 'Withheld: what went to VPN or proxy ports and to listed relays rests on one device.'

type Share = Pick<Figure, 'value' | 'interval'>

export const answerText = (share: Share): string =>
  share.value === 0
    ? 'None of the activity went to known VPN or proxy ports or to listed relays; a VPN on the port of web pages cannot be seen.'
    : `At least ${roundPercentText(share.value)} of activity went to VPN or proxy ports or to listed relays; ` +
      'a VPN on the port of web pages cannot be seen.'

export const sentence = (share: Share, bytes: Share): string =>
  `At least ${roundPercentText(share.value)} of activity, and ${roundPercentText(bytes.value)} of its bytes, went to VPN or ` +
  'proxy ports or to listed relays; what runs on port 443 is not in it.'
export const headlineFigure = (share: Share): string => `at least ${roundPercentText(share.value)}`
export const HEADLINE_WORDS = 'of activity went to VPN or proxy ports or listed relays; port 443 cannot be told'
/** No interval: one around a lower bound reads as if it held the truth. */
export const SURENESS = 'only a lower bound, the rest looks like any web page'
export const SMALL = ['VPN, proxy, relay', 'all other activity'] as const
export const smallText = (share: Share): string =>
  `At least ${roundPercentText(share.value)} of activity went to VPN or proxy ports or listed relays.`

export const partsText = (
  ports: { contacts: number; bytes: Whole },
  relays: { contacts: number; bytes: Whole },
  listed: Listed,
): string =>
  `VPN and proxy ports, with traffic both ways: ${contactsText(ports.contacts)} (${bytesText(ports.bytes)}). Listed relays: ` +
  (listed.listedDays === 0 ? `${NO_LIST}.` : `${contactsText(relays.contacts)} (${bytesText(relays.bytes)}).`)

export function listedText({ days, listedDays, networks }: Listed): string {
  if (listedDays === 0)
    return 'Relays cannot be told: on none of the days was a list of them valid. Rows of relays.csv with their dates would be needed.'
  const lists = networks.map(({ network, most, fewest }) => {
    const addresses = fewest === most ? countText(most) : `${countText(fewest)} to ${countText(most)}`
    return `${addresses} addresses of ${network}`
  })
  const missing = days - listedDays
  return (
    `The lists that were valid name ${lists.join(' and ')}, a part of all relays` +
    (missing === 0
      ? ''
      : `; on ${countText(missing)} of ${countText(days)} days none was valid, and relays cannot be told`) +
    '.'
  )
}

export const INVISIBLE =
  'Not in it, and not to be seen in flow logs: VPNs and proxies on ports 443 and 80, relays that no list names, and services that carry ' +
  'others’ traffic. Encrypted web pages are no sign, and never count.'

export const besidesText = (contacts: number): string =>
  `Beside it, and not counted: ${contactsText(contacts)} with makers of VPNs on other ports, which may be their web pages.`

const many = (days: number, resolvers: number): string =>
  `${resolvers === 1 ? 'One resolver' : `${countText(resolvers)} resolvers`} had more traffic on ` +
  `${days === 1 ? 'one day' : `${countText(days)} days`} than lookups of names make`

export const resolversText = (days: number, resolvers: number): string =>
  days === 0
    ? `No resolver had ${bytesText(RESOLVER_BYTES)} on a day with ${bytesText(RESOLVER_BYTES_OF_CONTACT)} a contact: no sign of traffic ` +
      'inside of DNS of that size; less cannot be told.'
    : `${many(days, resolvers)}: traffic inside of DNS, or a machine that looks up names for many. It is in no share.`
export const resolversSentence = (days: number, resolvers: number): string =>
  `${many(days, resolvers)}: traffic inside of DNS, or one machine that asks for many.`
export const RESOLVERS_WORDS = 'with one resolver on one day: more than lookups of names make'
export const RESOLVERS_SURENESS = 'a machine that looks up names for many makes the same'
export const resolverLabel = (address: string, day: string): string => `Bytes with resolver ${address} on ${day}`
export const RESOLVER_UNIT = 'bytes both ways on the busiest day of one resolver'
export const RESOLVER_FORMULA = 'numerator: bytes; denominator: contacts'

export const signText = ({ kind, service, protocol, port }: Sign): string =>
  kind === 'port' ? `${service} (${protocolLabel(protocol).toLowerCase()} ${port})` : service
export const KIND_WORDS = {
  port: 'VPN or proxy port',
  relay: 'listed relay',
  pooled: 'VPN or proxy port, or listed relay',
  besides: 'besides, not counted: a maker of VPNs on another port',
} as const

const portsText = PORTS.map(
  ({ protocol, port, service }) => `${service} ${protocolLabel(protocol).toLowerCase()} ${port}`,
).join(', ')

export const howComputed = (isPooled: boolean): string[] => [
  `Definition ${DEFINITION} of signs, pinned: contacts begun inside in which bytes went both ways, to a default port of a VPN, proxy or ` +
    `relay (${portsText}), where nothing stronger says that it is something else; or to an address and port that a list of relays names ` +
    'which was valid on that day. Each contact counts once, and a relay counts as one whatever its port.',
  'Encrypted traffic on ports 443 and 80 never counts, nor do makers of VPNs by name on other ports, as their web pages are the same. ' +
    'So every figure is "at least".',
  'Traffic inside of DNS is told by volume alone: a resolver with at least ' +
    `${bytesText(RESOLVER_BYTES)} both ways on a local day, and ${bytesText(RESOLVER_BYTES_OF_CONTACT)} a contact, a quarter-hour of one ` +
    'local address. It is a weak sign, and in no share.',
  `Shares are of activity (background services left out). Intervals: ${INTERVAL_METHOD}, fixed seed; none below four weeks. ` +
    `No percentage of fewer than ${MIN_DENOMINATOR} contacts.`,
  ...(isPooled
    ? ['What rests on a single local address is shown in the sums only, as the definition of this report asks.']
    : []),
]

export const CANNOT_TELL: readonly string[] = [
  'How much traffic was concealed in all: a VPN on port 443 looks like a web page, and figures of it are lower bounds.',
]

export const CAPTIONS = {
  signs: 'Signs by kind, with what stands besides and is not counted',
  resolvers: 'Resolvers with more traffic on a day than lookups of names make',
} as const

export const CHART_TITLE =
  'Contacts in each 7 days with VPN and proxy ports and with listed relays; fewer days at the end are paler'
export const chartText = (least: number, most: number): string =>
  `Between ${countText(least)} and ${countText(most)} contacts in 7 days.`
