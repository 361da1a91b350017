/** The compiled kernel of lines: a module for the process, an instance of 5 MiB for each upload, of which only IPv6 touches 1.5. */
import { newMultiplier } from '../hash-seed.ts'
import { PAIR_WORDS } from './addresses.ts'
import { KERNEL_BASE64 } from './module.ts'
import { instantiate } from './web-assembly.ts'

/** As in `assembly/memory.ts`. */
export const INPUT = 0x10000
export const INPUT_BYTES = 0x50000
export const MOST_ROWS = 2048
export const EXPORTER_BYTES = 40
export const LONGEST_NAME = 32
/** Places of `integers`. */
export const INTEGER_COLUMNS = [
  'network',
  'remoteNetwork',
  'scope',
  'local',
  'remote',
  'localPort',
  'remotePort',
  'protocol',
  'icmpType',
  'icmpCode',
  'bytesLayer',
  'flagsOut',
  'flagsIn',
  'state',
  'action',
  'began',
  'beganBy',
  'answered',
  'app',
  'exporter',
] as const
/** Places of `doubles`. */
export const DOUBLE_COLUMNS = ['startMs', 'endMs', 'bytesOut', 'bytesIn', 'packetsOut', 'packetsIn', 'record'] as const
export const MOST_COLUMNS = 64
const DOUBLES = 0x180000
const INTEGERS = 0x19c200
/** From the begin of a column to that of the next. */
const DOUBLES_BYTES = MOST_ROWS * 8 + 64
const INTEGERS_BYTES = MOST_ROWS * 4 + 64
const PAIRS = 0x1d6000
const EXPORTERS = 0x1c8000
const LIVE = 0x300000
const LIVE_RECORDS = 0x1f0000
const ROLES = 0x1f4000
const LIVE_NETWORKS = 0x200000
const LIVE_NETWORKS_BYTES = 0x100000
/** Exporters times days, and exporters on days. */
const MOST_PLACES = 0x10000
const MOST_LIVE = 4096
const DAYS = 0x1f6000
const MOST_EXPORTERS = 1024
const SLOTS = 96

/** What the kernel asks for. */
export interface KernelImports {
  /** What is known of an IPv4 address on the days under way: bits 0 to 19 set, 20 special, from 21 on its network's index + 1. */
  look(address: number): number
  number(address: number): number
  /** The same of an IPv6 address, by its 32-bit words, signed. */
  look6(w0: number, w1: number, w2: number, w3: number): number
  number6(w0: number, w1: number, w2: number, w3: number): number
  listed(protocol: number, port: number): number
  /** Whether an ICMP type has a counterpart that stands in place of its code: 1 or 0. */
  hasCounterpart(protocol: number, type: number): number
  /** What a word of a kind says, at a place of the memory. */
  word(kind: number, at: number, length: number): number
}

interface Exports {
  memory: { buffer: ArrayBuffer }
  setMultipliers(m0: number, m1: number, m2: number, m3: number): void
  setForm(zeek: number, columns: number): void
  setDays(startMs: number, days: number, latestMs: number, networks: number): void
  addExporter(): number
  addLive(exporter: number, day: number): void
  stop(): void
  read(from: number, to: number, framed: number, most: number, until: number, full: number): number
  rows: { value: number }
  lines: { value: number }
  pairs: { value: number }
  slots: { value: number }
  first: { value: bigint }
  last: { value: bigint }
  isUnusual: { value: number }
}

export type Kernel = ReturnType<typeof createKernel>

/** Whether the kernel is to be used: `FLOWCENSUS_KERNEL=off` leaves all lines to the readers of the formats, `on` none of them. */
export const isKernelOn = (): boolean => process.env.FLOWCENSUS_KERNEL !== 'off'

/** Lines that are left to the readers before an instance is made, which takes as long as they do. */
export const linesBefore = (): number => (process.env.FLOWCENSUS_KERNEL === 'on' ? 0 : 512)

export function createKernel(imports: KernelImports) {
  const kernel = instantiate<Exports>(KERNEL_BASE64, { ends: imports, ends6: imports, texts: imports, zeek: imports })
  kernel.setMultipliers(newMultiplier(), newMultiplier(), newMultiplier(), newMultiplier())
  const { buffer } = kernel.memory
  return {
    ...kernel,
    bytes: new Uint8Array(buffer),
    input: new Uint8Array(buffer, INPUT, INPUT_BYTES),
    roles: new Uint8Array(buffer, ROLES, MOST_COLUMNS),
    doubles: DOUBLE_COLUMNS.map((_, at) => new Float64Array(buffer, DOUBLES + at * DOUBLES_BYTES, MOST_ROWS)),
    integers: INTEGER_COLUMNS.map((_, at) => new Int32Array(buffer, INTEGERS + at * INTEGERS_BYTES, MOST_ROWS)),
    /** The day of each row, of those under way. */
    days: new Int32Array(buffer, DAYS, MOST_ROWS),
    pairs32: new Uint32Array(buffer, PAIRS, MOST_ROWS * PAIR_WORDS),
    /** Writes the name and number of an exporter; false where there is no room for another. */
    addNamed(count: number, days: number, name: Uint8Array, id: number): boolean {
      if (count >= MOST_EXPORTERS || (count + 1) * days > MOST_PLACES) return false
      const entry = EXPORTERS + count * EXPORTER_BYTES
      new Uint8Array(buffer, entry, LONGEST_NAME).set(name)
      new Int32Array(buffer, entry + LONGEST_NAME, 2).set([name.length, id])
      kernel.addExporter()
      return true
    },
    /** Begins to count what an exporter logs on a day; false where there is no room for another entry. */
    addLiveDay(count: number, networks: number, exporter: number, day: number): boolean {
      if (count >= MOST_LIVE || (count + 1) * networks > LIVE_NETWORKS_BYTES) return false
      kernel.addLive(exporter, day)
      return true
    },
    /** What was logged since the entry was added. */
    logged(entry: number, networks: number) {
      return {
        slots: new Uint8Array(buffer, LIVE + entry * SLOTS, SLOTS),
        records: new Int32Array(buffer, LIVE_RECORDS + entry * 4, 1)[0] ?? 0,
        networks: new Uint8Array(buffer, LIVE_NETWORKS + entry * networks, networks),
      }
    },
  }
}
