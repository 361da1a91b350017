/**
 * Whom the study's networks talk with: real public addresses, put down by hand with what the study means them to be. It
 * knows nothing of the product's catalogue: that they agree is what the tests find out.
 */

import { INTENDED } from './intended.ts'

/** What a destination is meant to be. */
export interface Destination {
  label: string
  /** The study's own categories. */
  category:
    | 'game'
    | 'streaming'
    | 'social'
    | 'shopping'
    | 'update'
    | 'mail'
    | 'vpn'
    | 'remote'
    | 'security'
    | 'telephony'
    | 'coins'
    | 'unnamed'
  country: string
  /** First address of a block of `size` addresses. */
  base: string
  size: number
  protocol: 6 | 17
  port: number
  /** Share of its group. */
  weight: number
  /** Local day from which on nobody meets it. */
  until?: string
}

const tcp = (
  label: string,
  category: Destination['category'],
  country: string,
  base: string,
  weight: number,
  port = 443,
  size = 40,
): Destination => ({
  label,
  category,
  country,
  base,
  size,
  protocol: 6,
  port,
  weight,
})

/**
 * Games and content streaming: together 65 % of activity, infrastructure apart. Of the first five of all, each has two points of
 * activity more than the next.
 */
export const GAMES: readonly Destination[] = [
  tcp('valve', 'game', 'US', '155.133.224.0', 32, 443, 60),
  { ...tcp('valve', 'game', 'US', '155.133.226.0', 12, 27015), protocol: 17 },
  tcp('blizzard', 'game', 'NL', '5.42.160.0', 29, 1119),
  tcp('riot', 'game', 'AU', '43.229.64.0', 14.5),
  // As much as a service that ends must have, for its end to be seen.
  { ...tcp('roblox', 'game', 'US', '128.116.0.0', 8), until: INTENDED.endDay },
  tcp('sony', 'game', 'US', '69.36.129.0', 4.5),
]
export const STREAMING: readonly Destination[] = [
  tcp('netflix', 'streaming', 'US', '23.246.2.0', 72),
  tcp('twitch', 'streaming', 'US', '23.160.0.0', 28),
]

/** Everything else that somebody runs as one service. */
export const OTHERS: readonly Destination[] = [
  tcp('facebook', 'social', 'IE', '31.13.24.0', 30),
  tcp('twitter', 'social', 'US', '64.63.1.0', 8),
  tcp('vk', 'social', 'RU', '79.137.139.0', 8),
  tcp('rented machines in China', 'unnamed', 'CN', '42.199.240.0', 18),
  // Of a range that the geographic data have in America.
  tcp('more of them', 'unnamed', 'CN', '8.25.82.0', 6, 443, 30),
  tcp('ebay', 'shopping', 'US', '66.135.192.0', 6, 443, 30),
  tcp('mail abroad', 'mail', 'CN', '116.62.9.0', 6, 993),
  tcp('openvpn', 'vpn', 'DE', '31.18.7.0', 4, 1194),
  tcp('ssh abroad', 'remote', 'NL', '31.20.9.0', 3, 22),
  tcp('rented machines', 'unnamed', 'US', '136.18.51.0', 12, 443, 200),
  tcp('qrator', 'security', 'CZ', '46.174.140.0', 7, 443, 8),
]

/** Foreign laboratories and space agencies, a few times a week each. */
export const RESEARCH: readonly Destination[] = [
  tcp('Joint Institute for Nuclear Research', 'unnamed', 'RU', '159.93.33.0', 2, 443, 2),
  tcp('Japan Aerospace Exploration Agency', 'unnamed', 'JP', '133.56.12.0', 2, 443, 2),
]

/** A vendor whose updates every machine fetches. */
export const ANTIVIRUS = tcp('avast', 'update', 'CZ', '5.45.56.0', 0)

/** A vendor that somebody looks up once. */
export const SATELLITE_PHONES = tcp('iridium', 'telephony', 'US', '12.47.179.20', 0, 443, 1)

/** Relays of an anonymity network that its releases of December 2016 and of May 2017 name. */
export const RELAYS: readonly Destination[] = ['144.76.163.93', '178.62.173.203', '151.80.42.103'].map((base, at) =>
  tcp('tor', 'vpn', ['DE', 'NL', 'FR'][at] ?? '', base, 0, 9001, 1),
)

/** An institution: one or few addresses in a network that carries its name. */
export interface Institution {
  country: string
  name: string
  kind: 'education' | 'government' | 'news' | 'research'
  base: string
}

const at = (country: string, kind: Institution['kind'], name: string, base: string): Institution => ({
  country,
  kind,
  name,
  base,
})

/** Local resources of the countries that the study found ties to. */
export const INSTITUTIONS: readonly Institution[] = [
  at('IN', 'education', 'Aligarh Muslim University', '103.55.108.10'),
  at('IN', 'education', 'B.M.S College of Engineering', '103.40.80.10'),
  at('IN', 'education', 'Birla Institute of Technology and Science', '103.141.77.10'),
  at('IN', 'education', 'Amity University Haryana', '203.174.20.10'),
  at('IN', 'government', 'Ministry of External Affairs, CPV Division', '103.106.106.10'),
  at('IN', 'government', 'Government of Andhra Pradesh, ITE&C', '103.129.72.10'),
  at('IN', 'news', 'New Delhi Television', '103.55.184.10'),
  at('IN', 'news', 'TV18 Broadcast', '103.167.80.10'),
  at('IN', 'research', 'Institute for Plasma Research', '103.49.147.10'),
  at('MY', 'education', 'University of Malaya', '103.18.0.10'),
  at('MY', 'education', 'Universiti Utara Malaysia', '103.5.180.10'),
  at('MY', 'education', 'Universiti Sains Malaysia', '202.170.48.10'),
  at('MY', 'education', 'Universiti Teknologi Malaysia', '161.139.0.10'),
  at('MY', 'education', 'Taylor’s University', '103.145.154.10'),
  at('MY', 'government', 'Communication and Multimedia Commission', '103.222.236.10'),
  at('MY', 'news', 'MEASAT Broadcast Network Systems', '38.56.84.10'),
  at('NZ', 'education', 'Auckland University of Technology', '156.62.0.10'),
  at('NZ', 'education', 'Christchurch Polytechnic', '165.84.64.10'),
  at('NZ', 'education', 'Auckland Grammar School', '161.248.127.10'),
  at('NZ', 'government', 'Ministry of Foreign Affairs and Trade', '14.128.4.10'),
  at('NZ', 'government', 'Ministry of Justice', '116.66.240.10'),
  at('NZ', 'news', 'Television New Zealand', '103.231.156.10'),
  at('NZ', 'research', 'Institute of Water and Atmospheric Research', '103.229.249.10'),
  at('NP', 'education', 'Kathmandu University', '101.251.6.10'),
  at('NP', 'education', 'Institute of Engineering, Pulchowk Campus', '103.5.150.10'),
  at('NP', 'education', 'Nepal College of Information Technology', '103.104.197.10'),
  at('NP', 'education', 'Islington College', '160.30.132.10'),
  at('NP', 'government', 'Department of Information Technology', '103.69.124.10'),
  at('NP', 'government', 'Ministry of Finance', '103.163.70.10'),
  at('NP', 'government', 'Nepal Police', '103.29.114.10'),
  at('KE', 'education', 'Kenya Education Network', '41.89.0.10'),
  at('KE', 'education', 'Strathmore University', '156.0.232.10'),
  at('KE', 'education', 'International School of Kenya', '102.68.142.10'),
  at('KE', 'government', 'Central Bank of Kenya', '102.22.108.10'),
  at('KE', 'government', 'Kenya Revenue Authority', '196.61.52.10'),
  at('KE', 'news', 'Nation Media Group', '196.6.202.10'),
  at('KE', 'research', 'International Livestock Research Institute', '41.204.190.10'),
  at('MZ', 'education', 'Eduardo Mondlane University', '196.3.96.10'),
  at('MZ', 'education', 'American International School', '102.36.146.10'),
  at('MZ', 'research', 'Research and Education Network', '41.94.0.10'),
  at('MZ', 'government', 'Instituto Nacional das Comunicacoes', '196.13.101.10'),
  at('ID', 'education', 'Bina Nusantara University', '202.58.160.10'),
  at('ID', 'education', 'Bogor Agricultural University', '103.10.104.10'),
  at('ID', 'education', 'Gunadarma University', '202.124.198.10'),
  at('ID', 'education', 'Institut Teknologi Del', '103.167.217.10'),
  at('ID', 'government', 'Kementerian Pertanian', '203.190.36.10'),
  at('ID', 'government', 'Kementerian Hukum', '103.145.96.10'),
  at('ID', 'news', 'CYB Media Group', '38.188.207.10'),
]

/** A country's ordinary addresses, in no catalogue. */
export interface Place {
  country: string
  base: string
  size: number
  /** Share of the activity with ties abroad, in percent. */
  share: number
}

/** The seven countries, and China: high in activity, without named institutions. */
export const TIED: readonly Place[] = [
  { country: 'IN', base: '117.192.8.0', size: 60, share: 20 },
  { country: 'MY', base: '175.136.4.0', size: 40, share: 9.4 },
  { country: 'NZ', base: '122.56.4.0', size: 40, share: 9.4 },
  { country: 'NP', base: '27.34.64.0', size: 40, share: 9.4 },
  { country: 'KE', base: '41.139.128.0', size: 40, share: 9.4 },
  { country: 'MZ', base: '197.218.0.0', size: 40, share: 9.6 },
  { country: 'ID', base: '36.66.8.0', size: 40, share: 9.4 },
  { country: 'CN', base: '117.83.254.0', size: 80, share: 10.4 },
]

/** Blocks of one American carrier, whoever has them now: the geographic data have them all in America. */
export const isMisplaced = ({ base }: Place): boolean => base.startsWith('38.')

/** Countries with a little activity each: what "above average" is measured against. */
export const WEAK: readonly Place[] = [
  ['DE', '31.16.1.0'],
  ['GB', '31.48.1.0'],
  ['FR', '31.32.1.0'],
  ['RU', '31.28.97.0'],
  ['JP', '36.2.1.0'],
  ['SG', '42.60.1.0'],
  ['KR', '39.4.1.0'],
  ['VN', '42.96.39.0'],
  ['TH', '49.0.65.0'],
  ['PH', '49.144.1.0'],
  ['BR', '38.50.129.0'],
  ['AR', '38.7.33.0'],
  ['MX', '38.156.129.0'],
  ['CA', '38.7.65.0'],
  ['AU', '58.87.1.0'],
  ['ZA', '41.57.1.0'],
  ['EG', '41.68.1.0'],
  ['NG', '41.73.1.0'],
  ['TR', '31.145.23.0'],
  ['IR', '31.2.129.0'],
  ['PK', '37.111.129.0'],
  ['BD', '61.247.177.0'],
  ['LK', '112.134.1.0'],
  ['PL', '31.60.1.0'],
  ['IT', '31.26.1.0'],
  ['ES', '31.4.1.0'],
].map(([country = '', base = '']) => ({ country, base, size: 12, share: 0.8 }))

/** False friends: what looks like a finding and is none. */
export const FALSE_FRIENDS = {
  /** Residential addresses that peer-to-peer clients meet. */
  peers: { country: 'BR', base: '152.234.64.0', size: 250 },
  /** Coin-network peers, from 17 May on. */
  coinPeers: { label: 'coin network', country: 'DE', base: '159.69.4.0', size: 120 },
  /** Where inbound scans come from. */
  scanners: [
    { country: 'VN', base: '14.160.3.0', size: 60 },
    { country: 'RU', base: '89.109.128.0', size: 60 },
  ],
  /** Foreign readers of a watched web server. */
  readers: { country: 'JP', base: '27.114.3.0', size: 120 },
  resolvers: ['8.8.8.8', '8.8.4.4', '1.1.1.1', '208.67.222.222'],
  /** A university's time server and mirror: no resource that a person reads. */
  university: { ntp: '129.215.205.191', mirror: '129.241.56.0' },
  /** The access provider's own machines. */
  provider: { base: '113.225.9.0', size: 30 },
  /** A one-week burst to one country. */
  burst: { country: 'EG', base: '41.68.9.0', size: 8 },
} as const
