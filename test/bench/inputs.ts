/**
 * Logs for the benchmark, written by a plain loop: 300 watched hosts in three networks (four with that of IPv6), 40,000 remote ends over the whole
 * routed IPv4 space (so that look-ups miss caches), a few busy ones, ports and sizes as a sensor sees them.
 */
import { closeSync, openSync, writeSync } from 'node:fs'
import { parquetWriteFile } from 'hyparquet-writer'

export interface InputOptions {
  path: string
  rows: number
  /** Days that the rows are spread over: at random, or `inOrder` of time. */
  days: number
  inOrder?: boolean
  /** The first of them, in days after 2017-04-01. */
  fromDay?: number
  seed: number
}

const FIRST_MS = Date.UTC(2017, 3, 1)
export const WATCHED = ['175.45.176.0/22', '210.52.109.0/24', '77.94.35.0/24', '2a10:aaaa::/32'] as const

/** Among the remote ends: anycast, multicast, private, documentation, an access provider, a watched end. */
const KNOWN_ENDS = ['8.8.8.8', '1.1.1.1', '224.0.0.251', '192.168.1.1', '203.0.113.7', '175.45.176.9', '77.94.35.11']

/** Park and Miller's minimal standard generator. */
function random(seed: number): () => number {
  let state = seed % 2_147_483_647 || 1
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

export interface Row {
  startMs: number
  endMs: number
  local: string
  remote: string
  localPort: number
  remotePort: number
  protocol: 6 | 17
  bytesOut: number
  bytesIn: number
  packetsOut: number
  packetsIn: number
}

export function* rowsOf({ rows, days, inOrder = days === 1, fromDay = 0, seed }: InputOptions): Generator<Row> {
  const firstMs = FIRST_MS + fromDay * 86_400_000
  const next = random(seed)
  const pick = (n: number) => Math.floor(next() * n)
  const locals = Array.from({ length: 300 }, (_, i) =>
    i < 200 ? `175.45.${176 + (i & 3)}.${i}` : i < 260 ? `210.52.109.${i - 190}` : `77.94.35.${i - 250}`,
  )
  const remotes = Array.from({ length: 40_000 }, (_, i) => {
    const known = KNOWN_ENDS[i / 1000]
    if (known !== undefined) return known
    let first = 1 + pick(222)
    while ([10, 100, 127, 169, 172, 175, 192, 198, 203].includes(first)) first = 1 + pick(222)
    return `${first}.${pick(256)}.${pick(256)}.${1 + pick(254)}`
  })
  const services = [443, 443, 443, 443, 80, 80, 53, 53, 123, 8333, 27015, 25, 22, 6881, 51820, 3389]
  const rowsADay = rows / days
  const inTime = (i: number) => {
    const day = Math.floor(i / rowsADay)
    return firstMs + day * 86_400_000 + Math.floor((i / rowsADay - day) * 86_000_000)
  }
  for (let i = 0; i < rows; i++) {
    const remotePort = services[pick(services.length)] as number
    const udp = remotePort === 53 || remotePort === 123
    const startMs = inOrder ? inTime(i) : firstMs + pick(days) * 86_400_000 + pick(86_000_000)
    const packetsOut = 1 + pick(udp ? 2 : 30)
    const packetsIn = pick(10) === 0 ? 0 : 1 + pick(udp ? 2 : 40)
    const busy = next()
    yield {
      startMs,
      endMs: startMs + pick(59_000),
      local: locals[pick(locals.length)] as string,
      // A tenth of the remote ends carries most of the traffic.
      remote: remotes[Math.floor(busy * busy * busy * remotes.length)] as string,
      localPort: 32_768 + pick(28_000),
      remotePort,
      protocol: udp ? 17 : 6,
      packetsOut,
      packetsIn,
      bytesOut: packetsOut * (40 + pick(400)),
      bytesIn: packetsIn * (40 + pick(1400)),
    }
  }
}

export function writeLines(path: string, header: string, lines: Iterable<string>): void {
  const file = openSync(path, 'w')
  let held = header
  for (const line of lines) {
    held += line
    if (held.length > 1 << 20) {
      writeSync(file, held)
      held = ''
    }
  }
  writeSync(file, held)
  closeSync(file)
}

const VPC_FIELDS =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status tcp-flags'

/** VPC text with the fields of version 5 that are read; each record shows one direction. */
export function writeVpc(options: InputOptions): void {
  function* lines() {
    for (const record of vpcRecords(options)) yield `${record.join(' ')}\n`
  }
  writeLines(options.path, `${VPC_FIELDS}\n`, lines())
}

/** The same with all addresses of IPv6. */
export function writeVpcIpv6(options: InputOptions): void {
  function* lines() {
    for (const record of vpcRecords(options))
      yield `${record.map((value, at) => (at === 3 || at === 4 ? ipv6Of(String(value)) : value)).join(' ')}\n`
  }
  writeLines(options.path, `${VPC_FIELDS}\n`, lines())
}

/** The same as Parquet, its columns as VPC flow logs write them. */
export function writeVpcParquet(options: InputOptions): void {
  const records = [...vpcRecords(options)]
  parquetWriteFile({
    filename: options.path,
    codec: 'SNAPPY',
    rowGroupSize: 100_000,
    columnData: VPC_FIELDS.split(' ').map((name, at) => {
      const data = records.map(record => record[at] as string | number)
      if (typeof data[0] === 'string') return { name: name.replaceAll('-', '_'), type: 'STRING', data }
      const isLong = ['packets', 'bytes', 'start', 'end'].includes(name)
      return isLong
        ? { name, type: 'INT64', data: data.map(BigInt) }
        : { name: name.replaceAll('-', '_'), type: 'INT32', data }
    }),
  })
}

function* vpcRecords(options: InputOptions): Generator<(string | number)[]> {
  let i = 0
  for (const row of rowsOf(options)) {
    const out = i++ % 2 === 0
    yield [
      ...[5, '123456789012', 'eni-0a1b2c3d4e5f60718'],
      ...(out
        ? [row.local, row.remote, row.localPort, row.remotePort]
        : [row.remote, row.local, row.remotePort, row.localPort]),
      row.protocol,
      ...(out ? [row.packetsOut, row.bytesOut] : [row.packetsIn + 1, row.bytesIn + 40]),
      ...[Math.floor(row.startMs / 1000), Math.floor(row.endMs / 1000)],
      ...['ACCEPT', 'OK', row.protocol === 6 ? (out ? 2 : 18) : 0],
    ]
  }
}

const isWatched = (ipv4: string): boolean => /^(175\.45\.17[6-9]|210\.52\.109|77\.94\.35)\./.test(ipv4)

/** An address of IPv6 for each of IPv4: in the watched network, or anywhere in 2400::/7. */
function ipv6Of(ipv4: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = ipv4.split('.').map(Number)
  const [high, low] = [((a << 8) | b).toString(16), ((c << 8) | d).toString(16)]
  return isWatched(ipv4) ? `2a10:aaaa:0:${high}::${low}` : `${(0x2400 + a).toString(16)}:${high}:${low}:1::${d}`
}

const ZEEK_HEADER = [
  '#separator \\x09',
  '#set_separator\t,',
  '#empty_field\t(empty)',
  '#unset_field\t-',
  '#path\tconn',
  '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\tlocal_orig\tlocal_resp\tmissed_bytes\thistory\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\ttunnel_parents',
  '#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\tcount\tcount\tstring\tbool\tbool\tcount\tstring\tcount\tcount\tcount\tcount\tset[string]',
]
export const ZEEK_HEADER_LINES = ZEEK_HEADER.length

/** A conversation as Zeek saw it: its words, and payload bytes and packets each way. */
interface Seen {
  state: string
  history: string
  /** Undefined where Zeek leaves duration and payload unset. */
  payload?: readonly [originator: number, responder: number]
  packets: readonly [originator: number, responder: number]
}

/** What a row of this place became: most whole, a seventh cut short, refused or seen in part. */
function seen(row: Row, place: number): Seen {
  const { packetsOut, packetsIn, bytesOut, bytesIn } = row
  const packets = [packetsOut, packetsIn] as const
  const payload = [bytesOut, bytesIn] as const
  if (row.protocol === 17) {
    if (place % 50 === 0) return { state: 'SHR', history: '^d', payload: [0, bytesIn], packets: [0, packetsIn + 1] }
    return packetsIn > 0
      ? { state: 'SF', history: 'Dd', payload, packets }
      : { state: 'S0', history: 'D', payload: [bytesOut, 0], packets }
  }
  switch (place % 28) {
    case 0:
      return { state: 'OTH', history: 'DadA', payload, packets }
    case 1:
      return { state: 'REJ', history: 'Sr', payload: [0, 0], packets: [1, 1] }
    case 2:
      return { state: 'SHR', history: '^hadf', payload: [0, bytesIn], packets: [0, packetsIn + 1] }
    case 3:
      return place % 3 === 0
        ? { state: 'SH', history: 'SF', payload: [0, 0], packets: [2, 0] }
        : { state: 'SH', history: 'SADF', payload: [bytesOut, 0], packets: [packetsOut + 3, 0] }
  }
  if (packetsIn === 0) return { state: 'S0', history: 'S', packets: [packetsOut, 0] }
  if (place % 30 === 7) return { state: 'SF', history: 'ShAFaf', payload: [0, 0], packets }
  return { state: 'SF', history: 'ShADadFf', payload, packets }
}

const ZEEK_SERVICES: Record<number, string> = { 53: 'dns', 80: 'http', 443: 'ssl', 25: 'smtp,ssl' }

/** Zeek conn TSV with the default columns; a fifth of the connections come from outside. */
export function writeZeek(options: InputOptions): void {
  function* lines() {
    let i = 0
    for (const row of rowsOf(options)) {
      const place = i++
      const inbound = place % 5 === 4
      const ends = inbound
        ? `${row.remote}\t${row.localPort}\t${row.local}\t${row.remotePort}`
        : `${row.local}\t${row.localPort}\t${row.remote}\t${row.remotePort}`
      const { state, history, payload, packets } = seen(row, place)
      const [origBytes, respBytes] = payload ?? [0, 0]
      const ts = ((row.startMs * 1000 + (place % 1000)) / 1e6).toFixed(6)
      const duration = ((row.endMs - row.startMs) / 1000).toFixed(6)
      const lasting = payload === undefined ? '-\t-\t-' : `${duration}\t${origBytes}\t${respBytes}`
      const service = (payload === undefined ? undefined : ZEEK_SERVICES[row.remotePort]) ?? '-'
      const uid = `C${place.toString(36).padStart(17, '0')}`
      const protocol = row.protocol === 6 ? 'tcp' : 'udp'
      const local = inbound ? 'F\tT' : 'T\tF'
      const counters = `${packets[0]}\t${origBytes + 40 * packets[0]}\t${packets[1]}\t${respBytes + 40 * packets[1]}`
      yield `${ts}\t${uid}\t${ends}\t${protocol}\t${service}\t${lasting}\t${state}\t${local}\t0\t${history}\t${counters}\t-\n`
    }
  }
  writeLines(options.path, `${ZEEK_HEADER.join('\n')}\n`, lines())
}
