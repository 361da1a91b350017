/** How classes are called in reports. */

const CATEGORIES: Record<string, string> = {
  Game: 'games',
  Streaming: 'video streaming',
  Music: 'music and radio',
  SocialNetwork: 'social networks',
  Chat: 'chat',
  VoIP: 'voice and video calls',
  Web: 'web services',
  Shopping: 'shopping',
  SoftwareUpdate: 'software and virus protection updates',
  Email: 'mail',
  VPN: 'VPN',
  RemoteAccess: 'remote access',
  CryptoCurrency: 'coin networks',
  Collaborative: 'collaboration',
  Download: 'file transfer',
  FileSharing: 'file sharing',
  DataTransfer: 'telemetry and analytics',
  Advertisement: 'advertising',
  Productivity: 'office and business software',
  Antimalware: 'virus protection',
  Cybersecurity: 'security vendors',
  Mining: 'coin pools',
  ConnCheck: 'connectivity checks',
  'IoT-Scada': 'industrial and household devices',
  VirtAssistant: 'voice assistants',
  AdultContent: 'adult content',
  Gambling: 'gambling',
  Cloud: 'online storage',
  Database: 'databases',
  System: 'system services',
  RPC: 'device messaging',
  Network: 'network services',
  infrastructure: 'background services',
  unknown: 'not identified',
  cdn: 'content delivery networks',
  withheld: 'other (withheld)',
}

export const categoryLabel = (category: string): string => CATEGORIES[category] ?? category

const regions = new Intl.DisplayNames('en', { type: 'region' })

/** Name of a country code; ZZ is where none is known. */
export function countryLabel(code: string): string {
  if (code === 'withheld') return 'other (withheld)'
  if (!/^[A-Z]{2}$/.test(code) || code === 'ZZ') return 'no country'
  return regions.of(code) ?? code
}

const EXCLUSIONS: Record<string, string> = {
  home: 'home country',
  access_provider: 'access providers',
  cdn: 'content delivery and anycast',
  cloud: 'rented clouds',
  peer_to_peer: 'peer-to-peer',
  infrastructure: 'background services',
  wide_use: 'services that everybody uses',
}

/** In the order in which they are taken out. */
export const EXCLUSION_ORDER: readonly string[] = Object.keys(EXCLUSIONS)
export const exclusionLabel = (name: string): string => EXCLUSIONS[name] ?? name

export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const
const SHORT_WEEKDAYS = WEEKDAYS.map(name => name.slice(0, 3))
export const weekdayLabel = (weekday: number): string => SHORT_WEEKDAYS[weekday - 1] ?? ''

const PROTOCOLS: Record<number, string> = { 1: 'ICMP', 6: 'TCP', 17: 'UDP', 58: 'ICMPv6', 132: 'SCTP' }
/** Of an IANA number: `TCP`, `protocol 47`. */
export const protocolLabel = (protocol: number): string => PROTOCOLS[protocol] ?? `protocol ${protocol}`

/** `09:00`; 24 and more are the next day's. */
export const hourLabel = (hour: number): string => `${String(hour % 24).padStart(2, '0')}:00`
