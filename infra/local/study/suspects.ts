/** What a report should call suspicious: scans out and in, machines that call the same place again and again, one large upload. */
import type { Absence } from './absences.ts'
import type { ConnectionMaker } from './connection-maker.ts'
import { SYN } from './connection-maker.ts'
import { type Connection, numberOf } from './connections.ts'
import { DAY_MS, INTENDED } from './intended.ts'
import { createRandom } from './random.ts'

const MINUTE_MS = 60_000

/** An initiator that tries many hosts on one port, or many ports of one host, one after the other; nobody answers. */
export interface Scan {
  subject: string
  network: string
  kind: 'horizontal' | 'vertical'
  /** Who begins. */
  from: 'here' | 'abroad'
  /** The one local and the one remote address; of a horizontal scan, the first of those that are tried. */
  local: string
  remote: string
  /** Addresses or ports that are tried, one after the other. */
  targets: number
  /** The port; of a vertical scan the first one. */
  port: number
  /** UTC. */
  atMs: number
  everyMs: number
  country: string
}

export const SCANS: readonly Scan[] = [
  {
    subject: 'scan out, hosts',
    network: 'Star JV',
    kind: 'horizontal',
    from: 'here',
    local: '175.45.176.130',
    remote: '31.16.1.60',
    targets: 100,
    port: 445,
    atMs: Date.parse('2017-04-26T03:10:00Z'),
    everyMs: 20_000,
    country: 'DE',
  },
  {
    subject: 'scan out, ports',
    network: 'China Netcom',
    kind: 'vertical',
    from: 'here',
    local: '210.52.109.58',
    remote: '31.48.1.200',
    targets: 60,
    port: 20,
    atMs: Date.parse('2017-06-01T06:05:00Z'),
    everyMs: 15_000,
    country: 'GB',
  },
  {
    subject: 'scan in, hosts',
    network: 'Star JV',
    kind: 'horizontal',
    from: 'abroad',
    local: '175.45.176.20',
    remote: '14.160.3.200',
    targets: 120,
    port: 23,
    atMs: Date.parse('2017-05-11T18:20:00Z'),
    everyMs: 12_000,
    country: 'VN',
  },
  {
    subject: 'scan in, ports',
    network: 'SatGate',
    kind: 'vertical',
    from: 'abroad',
    local: '77.94.35.12',
    remote: '89.109.128.200',
    targets: 50,
    port: 70,
    atMs: Date.parse('2017-06-19T21:40:00Z'),
    everyMs: 10_000,
    country: 'RU',
  },
]

/** One local machine that calls one remote end again and again. */
export interface Beacon {
  subject: string
  network: string
  local: string
  remote: string
  country: string
  fromMs: number
  toMs: number
  periodMs: number
  /** Of the period, either way: of the planned time, or of each wait, so that it adds up. */
  jitter: number
  jitters?: 'times' | 'waits'
  /** UTC hours [from, to) in which the machine is on; all day by default. */
  hours?: readonly [number, number]
}

/** Both ends are rented machines, so that no country is tied by them. */
export const BEACONS: readonly Beacon[] = [
  {
    subject: 'beacon, 90 minutes',
    network: 'Star JV',
    local: '175.45.176.161',
    remote: '42.199.240.77',
    country: 'CN',
    fromMs: Date.parse(INTENDED.firstDay) - INTENDED.offsetMs,
    toMs: Date.parse(INTENDED.lastDay) + DAY_MS - INTENDED.offsetMs,
    periodMs: 90 * MINUTE_MS,
    jitter: 0.05,
  },
  {
    subject: 'beacon, 12 minutes',
    network: 'Star JV',
    local: '175.45.176.158',
    remote: '136.18.51.240',
    country: 'US',
    fromMs: Date.parse('2017-06-26T00:00:00Z'),
    toMs: Date.parse('2017-06-29T00:00:00Z'),
    periodMs: 12 * MINUTE_MS,
    jitter: 0.05,
    hours: [1, 11],
  },
]

/** One machine sends far more on one day than on any other. */
export const UPLOAD = {
  subject: 'large upload',
  network: 'Star JV',
  local: '175.45.176.18',
  remote: '136.18.51.7',
  country: 'US',
  atMs: Date.parse('2017-06-21T04:00:00Z'),
  packets: 20_000,
} as const

/** Such connections of one network on one UTC day. */
export function* suspects(
  maker: ConnectionMaker,
  without: ReadonlySet<Absence>,
  { scans, beacons }: { scans: readonly Scan[]; beacons: readonly Beacon[] },
): Generator<Connection> {
  const { network, dayMs } = maker
  const isOfDay = (ms: number) => ms >= dayMs && ms < dayMs + DAY_MS
  for (const scan of scans) {
    if (without.has('scans') || scan.network !== network.name || !isOfDay(scan.atMs)) continue
    for (let at = 0; at < scan.targets; at++) yield attempt(maker, scan, at)
  }
  for (const beacon of beacons) {
    if (without.has('beacons') || beacon.network !== network.name) continue
    for (const ms of sessionsOf(beacon)) if (isOfDay(ms)) yield session(maker, beacon, ms)
  }
  if (!without.has('volume') && UPLOAD.network === network.name && isOfDay(UPLOAD.atMs)) {
    const { subject, local, remote, country, packets } = UPLOAD
    const traffic = { durationMs: 3_600_000, beginPackets: packets, answerPackets: packets / 2 }
    yield maker.make(
      { subject, local: numberOf(local), remote: numberOf(remote), country },
      { ...traffic, beginPacketBytes: 1400, answerPacketBytes: 52 },
      UPLOAD.atMs,
    )
  }
}

function attempt({ make }: ConnectionMaker, scan: Scan, at: number): Connection {
  const { subject, from, country, kind, port } = scan
  const [hosts, tried] = kind === 'horizontal' ? [at, port] : [0, port + at]
  const here = from === 'here'
  const local = numberOf(scan.local) + (here ? 0 : hosts)
  const remote = numberOf(scan.remote) + (here ? hosts : 0)
  const ports = here ? { remotePort: tried } : { localPort: tried, remotePort: 40_000 + at }
  const role = here ? 'attempt_out' : 'attempt_in'
  const over = { subject, local, remote, ...ports, localBegan: here, answered: false, role, country } as const
  return make(over, SYN, scan.atMs + at * scan.everyMs)
}

/** Times of a beacon's sessions: its own seeded jitter, so that every day is made alike. */
function* sessionsOf(beacon: Beacon): Generator<number> {
  const { fromMs, toMs, periodMs, jitter, jitters = 'times', hours = [0, 24] } = beacon
  const random = createRandom(periodMs)
  let waitedMs = 0
  for (let plannedMs = fromMs + periodMs / 2; plannedMs + waitedMs < toMs; plannedMs += periodMs) {
    const offMs = (2 * random.next() - 1) * jitter * periodMs
    if (jitters === 'waits') waitedMs += offMs
    const ms = Math.floor(plannedMs + (jitters === 'waits' ? waitedMs : offMs))
    const hour = new Date(ms).getUTCHours()
    if (hour >= hours[0] && hour < hours[1]) yield ms
  }
}

function session({ make }: ConnectionMaker, { subject, local, remote, country }: Beacon, ms: number): Connection {
  const traffic = {
    durationMs: 900,
    beginPackets: 5,
    answerPackets: 5,
    beginPacketBytes: 180,
    answerPacketBytes: 140,
  }
  return make({ subject, local: numberOf(local), remote: numberOf(remote), country }, traffic, ms)
}
