/**
 * Logs for the benchmark, written by a plain loop: 300 watched hosts in three networks, 40,000 remote ends over the whole
 * routed IPv4 space (so that look-ups miss caches), a few busy ones, ports and sizes as a sensor sees them.
 */
import { closeSync, openSync, writeSync } from 'node:fs'

export interface InputOptions {
  path: string
  rows: number
  /** Days that the rows are spread over at random; 1 keeps them in order of time. */
  days: number
  seed: number
}

const FIRST_MS = Date.UTC(2017, 3, 1)
export const WATCHED = ['175.45.176.0/22', '210.52.109.0/24', '77.94.35.0/24'] as const

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

interface Row {
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

function* rowsOf({ rows, days, seed }: InputOptions): Generator<Row> {
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
  for (let i = 0; i < rows; i++) {
    const remotePort = services[pick(services.length)] as number
    const udp = remotePort === 53 || remotePort === 123
    const startMs =
      days === 1
        ? FIRST_MS + Math.floor((i / rows) * 86_000_000)
        : FIRST_MS + pick(days) * 86_400_000 + pick(86_000_000)
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

function writeLines(path: string, header: string, lines: Iterable<string>): void {
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

/** VPC text with the fields of version 5 that are read; each record shows one direction. */
export function writeVpc(options: InputOptions): void {
  const header =
    'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status tcp-flags\n'
  function* lines() {
    let i = 0
    for (const row of rowsOf(options)) {
      const out = i++ % 2 === 0
      const ends = out
        ? `${row.local} ${row.remote} ${row.localPort} ${row.remotePort}`
        : `${row.remote} ${row.local} ${row.remotePort} ${row.localPort}`
      const counters = out ? `${row.packetsOut} ${row.bytesOut}` : `${row.packetsIn + 1} ${row.bytesIn + 40}`
      const times = `${Math.floor(row.startMs / 1000)} ${Math.floor(row.endMs / 1000)}`
      const flags = row.protocol === 6 ? (out ? 2 : 18) : 0
      yield `5 123456789012 eni-0a1b2c3d4e5f60718 ${ends} ${row.protocol} ${counters} ${times} ACCEPT OK ${flags}\n`
    }
  }
  writeLines(options.path, header, lines())
}

/** Zeek conn TSV with the default columns. */
export function writeZeek(options: InputOptions): void {
  const header = [
    '#separator \\x09',
    '#set_separator\t,',
    '#empty_field\t(empty)',
    '#unset_field\t-',
    '#path\tconn',
    '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\tlocal_orig\tlocal_resp\tmissed_bytes\thistory\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\ttunnel_parents',
    '#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\tcount\tcount\tstring\tbool\tbool\tcount\tstring\tcount\tcount\tcount\tcount\tset[string]\n',
  ].join('\n')
  function* lines() {
    let i = 0
    for (const row of rowsOf(options)) {
      const tcp = row.protocol === 6
      const ts = (row.startMs / 1000).toFixed(6)
      const duration = ((row.endMs - row.startMs) / 1000).toFixed(6)
      const answered = row.packetsIn > 0
      const state = tcp ? (answered ? 'SF' : 'S0') : answered ? 'SF' : 'S0'
      const history = tcp ? (answered ? 'ShADadFf' : 'S') : answered ? 'Dd' : 'D'
      const service = row.remotePort === 53 ? 'dns' : row.remotePort === 443 ? 'ssl' : '-'
      const uid = `C${(i++).toString(36).padStart(17, '0')}`
      yield `${ts}\t${uid}\t${row.local}\t${row.localPort}\t${row.remote}\t${row.remotePort}\t${tcp ? 'tcp' : 'udp'}\t${service}\t${duration}\t${row.bytesOut}\t${row.bytesIn}\t${state}\tT\tF\t0\t${history}\t${row.packetsOut}\t${row.bytesOut + 40}\t${row.packetsIn}\t${row.bytesIn + 40}\t-\n`
    }
  }
  writeLines(options.path, header, lines())
}
