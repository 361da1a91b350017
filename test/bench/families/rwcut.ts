import { type InputOptions, rowsOf, writeLines } from '../inputs.ts'

const TITLES = [
  'sIP',
  'dIP',
  'sPort',
  'dPort',
  'protocol',
  'packets',
  'bytes',
  'flags',
  'sTime',
  'duration',
  'eTime',
  'sensor',
]
/** Widths of rwcut's columns where IPv6 may come. */
const WIDTHS = [39, 39, 5, 5, 3, 10, 10, 8, 23, 9, 23, 3]

const columnar = (fields: readonly (string | number)[]) =>
  `${fields
    .map((field, at) =>
      String(field)
        .slice(0, WIDTHS[at])
        .padStart(WIDTHS[at] ?? 0),
    )
    .join('|')}|\n`

const timeOf = (ms: number) => new Date(ms).toISOString().slice(0, 23).replaceAll('-', '/')

/** What SiLK's rwcut prints by default: each record shows one direction. */
export function writeRwcut(options: InputOptions): void {
  function* lines() {
    let place = 0
    for (const row of rowsOf(options)) {
      const out = place++ % 2 === 0
      const ends = out
        ? [row.local, row.remote, row.localPort, row.remotePort]
        : [row.remote, row.local, row.remotePort, row.localPort]
      const counters = out ? [row.packetsOut, row.bytesOut] : [row.packetsIn + 1, row.bytesIn + 40]
      const duration = ((row.endMs - row.startMs) / 1000).toFixed(3)
      const flags = row.protocol === 6 ? 'FS PA   ' : ''
      yield columnar([
        ...ends,
        row.protocol,
        ...counters,
        flags,
        timeOf(row.startMs),
        duration,
        timeOf(row.endMs),
        'S0',
      ])
    }
  }
  writeLines(options.path, columnar(TITLES), lines())
}
