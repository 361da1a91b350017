/** Words of reports that say more than they seem to: each in short where it first stands, exactly at the end of the page. */
import { MIN_DENOMINATOR, type Term } from '../figures/figure.ts'
import { INTERVAL_METHOD } from '../figures/share-figure.ts'
import { UNIT_LIMITS, UNIT_SENTENCE } from '../first-screen.ts'

/** What every report uses; sections add their own. */
export const COMMON_TERMS: readonly Term[] = [
  {
    word: 'activity',
    also: [],
    short: 'contacts begun inside and answered, background services left out',
    exact:
      'Contacts with addresses outside that a device of the watched networks began and that were answered, without background ' +
      'services. What is not identified and what is with content delivery networks stays in it. Contacts where it is not ' +
      'clear who began, or whether it was answered, are counted beside it and are in no share.',
  },
  {
    word: 'contact',
    also: ['contacts'],
    short: 'one device and one remote service in one quarter of an hour',
    exact: `${UNIT_SENTENCE} ${UNIT_LIMITS}`,
  },
  {
    word: 'devices',
    also: ['device'],
    short: 'addresses of the network; several people may share one',
    exact:
      'Distinct local addresses, of IPv6 the /64. Behind translation of addresses many devices and people share one, and one ' +
      'device may have several in turn: the number is neither of people nor of machines.',
  },
  {
    word: 'background services',
    also: [],
    short: 'names, time and the like, which programs use by themselves',
    exact:
      'DNS, NTP, ICMP, DHCP, routing, checks of certificates (OCSP) and of connectivity: the class "infrastructure" of the catalogue. ' +
      'They are most of what many networks begin, and say nothing of what anyone does; tables show them beside.',
  },
  {
    word: 'not identified',
    also: [],
    short: 'no name, address range or port tells the service',
    exact:
      'No server name in the log, no address range or autonomous system of a single service, no distinctive port. Ports 80 and ' +
      '443 tell nothing. Such contacts stay in what shares are of, so each share of a service is "at least".',
  },
  {
    word: 'registered in',
    also: ['registered'],
    short: 'where an address is on the books, not where anyone is',
    exact:
      'The country that the regional registries have for the address on that day, by the data named below. Addresses of content ' +
      'delivery networks and of anycast have none.',
  },
  {
    word: 'logged',
    also: [],
    short: 'something that sees the network wrote a log then',
    exact:
      'A quarter-hour counts as logged for a network when any exporter that sees it logged anything in it. Zero and ' +
      'missing are different things: means are per logged time, and gaps are named.',
  },
]

/** Of figures in brackets behind a share. */
export const INTERVAL_TERM = {
  short: 'Two numbers in brackets hold the true share 19 times of 20.',
  exact: `Intervals are at 95 %: ${INTERVAL_METHOD}. None below four weeks. No percentage of fewer than ${MIN_DENOMINATOR} contacts.`,
} as const

/** How sure, from the highest. */
export const SURENESS_TEXT =
  'Very sure is 5 of 5, sure 4, fairly sure 3; a weak sign is 2 and stands apart; 1 is not said. It is the lesser of two numbers: ' +
  'the quality of the data (how much was logged, identified, and clear in who began), and what the section can carry with it. It ' +
  'is no probability.'
