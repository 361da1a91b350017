/** Pairs of ends that meet often: which of them may call at regular times, and which never part. */
import { numberIn, type Row, textIn } from '../../section.ts'
import { addDays } from '../../window/calendar.ts'

/** Quarter-hours without a break from which a contact is long: half a day. */
export const LONG_SLOTS = 48
const SLOTS_OF_DAY = 96

export interface PairDay {
  dt: string
  slots: number
}

export interface Pair {
  /** Of the two ends, as `sessions` is asked for them. */
  key: string
  network: string
  local: string
  remote: string
  protocol: number
  port: number
  country: string
  institution: string
  service: string
  category: string
  /** UTC days in order on which they met often. */
  days: PairDay[]
  slots: number
  bytesOut: number
  /** Most local addresses that met the remote end on one day. */
  devices: number
  /** Quarter-hours of the longest run, over midnight too, and the day on which it ends. */
  longestRun: number
  runDay: string
}

export const keyOfPair = (local: string, remote: string, protocol: number, port: number): string =>
  `${local}>${remote}>${protocol}>${port}`

/** `rows` of `suspicious/pairs`, in order of days. */
export function pairsOf(rows: readonly Row[]): Pair[] {
  const pairs = new Map<string, Pair & { carried: number }>()
  for (const row of rows) {
    const [local, remote] = [textIn(row, 'local_ip'), textIn(row, 'remote_ip')]
    const [protocol, port] = [numberIn(row, 'protocol'), numberIn(row, 'service_port')]
    const key = keyOfPair(local, remote, protocol, port)
    const network = textIn(row, 'network')
    const id = JSON.stringify([network, key])
    const own = pairs.get(id) ?? {
      ...{ key, network, local, remote, protocol, port, country: '', institution: '', service: '', category: '' },
      ...{ days: [], slots: 0, bytesOut: 0, devices: 0, longestRun: 0, runDay: '', carried: 0 },
    }
    pairs.set(id, own)
    for (const name of ['country', 'institution', 'service', 'category'] as const)
      own[name] = textIn(row, name) || own[name]
    const dt = textIn(row, 'dt')
    joinRun(own, row, dt)
    own.days.push({ dt, slots: numberIn(row, 'slots') })
    own.slots += numberIn(row, 'slots')
    own.bytesOut += Number(row.bytes_out ?? 0)
    own.devices = Math.max(own.devices, numberIn(row, 'local_addresses'))
  }
  return [...pairs.values()].map(({ carried, ...pair }) => pair)
}

/** A run that reaches midnight goes on where the next day begins with one. */
function joinRun(own: Pair & { carried: number }, row: Row, dt: string): void {
  const last = own.days.at(-1)
  const carried = last !== undefined && addDays(last.dt, 1) === dt ? own.carried : 0
  const atBegin = numberIn(row, 'run_at_begin')
  const longest = Math.max(numberIn(row, 'longest_run'), atBegin === 0 ? 0 : carried + atBegin)
  if (longest > own.longestRun) {
    own.longestRun = longest
    own.runDay = dt
  }
  own.carried = atBegin === SLOTS_OF_DAY ? carried + atBegin : numberIn(row, 'run_at_end')
}

/** Without a break for half a day, the longest first. */
export const longPairs = (pairs: readonly Pair[]): Pair[] =>
  pairs.filter(({ longestRun }) => longestRun >= LONG_SLOTS).sort((a, b) => b.longestRun - a.longestRun)
