/** Exporters by the bytes of their names, and what each logged on the days under way. */
import {
  EXPORTER_BYTES,
  EXPORTER_SLOT_MASK,
  EXPORTER_SLOTS,
  EXPORTERS,
  LIVE,
  LIVE_NETWORKS,
  LIVE_OF,
  LIVE_OF_BYTES,
  LIVE_RECORDS,
  LONGEST_WORD,
} from './memory'

let exporters: i32 = 0
let networks: usize = 0
let days: usize = 0
let entries: i32 = 0
/** Whose record was read last. */
let latest: usize = 0

/** Forgets all; `networkCount`: watched networks that each may have seen; `dayCount`: days under way. */
export function clearExporters(networkCount: usize, dayCount: usize): void {
  networks = networkCount
  days = dayCount
  exporters = entries = 0
  memory.fill(LIVE_OF, 0, LIVE_OF_BYTES)
  latest = 0
  memory.fill(EXPORTER_SLOTS, 0, (EXPORTER_SLOT_MASK + 1) * 4)
}

/** Adds the exporter whose name lies at EXPORTERS + `count` entries; returns its place. */
export function addExporter(): i32 {
  const entry = EXPORTERS + <usize>exporters * EXPORTER_BYTES
  const length = load<i32>(entry, 32)
  let slot = hash(entry, length) & EXPORTER_SLOT_MASK
  while (load<i32>(EXPORTER_SLOTS + <usize>slot * 4) !== 0) slot = (slot + 1) & EXPORTER_SLOT_MASK
  const place = exporters
  store<i32>(EXPORTER_SLOTS + <usize>slot * 4, ++exporters)
  return place
}

function liveAt(place: usize, day: usize): usize {
  return LIVE_OF + (place * days + day) * 2
}

/** Begins to count what the exporter of this place logs on a day of those under way. */
export function addLive(place: i32, day: i32): void {
  const entry = <usize>entries
  memory.fill(LIVE + entry * 96, 0, 96)
  memory.fill(LIVE_NETWORKS + entry * networks, 0, networks)
  store<i32>(LIVE_RECORDS + entry * 4, 0)
  store<u16>(liveAt(place, day), <u16>++entries)
}

/** Number of the entry of an exporter and a day, from 1 on; 0 where there is none. */
export function liveOf(owner: usize, day: usize): usize {
  return <usize>load<u16>(liveAt((owner - EXPORTERS) / EXPORTER_BYTES, day))
}

function hash(from: usize, length: i32): u32 {
  let value: u32 = <u32>length
  for (let i = 0; i < length; i++) value = (value ^ <u32>load<u8>(from + i)) * 0x01000193
  return value ^ (value >>> 15)
}

export function same(a: usize, b: usize, length: i32): bool {
  let i = 0
  for (; i + 8 <= length; i += 8) if (load<u64>(a + i) !== load<u64>(b + i)) return false
  for (; i < length; i++) if (load<u8>(a + i) !== load<u8>(b + i)) return false
  return true
}

/** Entry of the exporter with this name, or 0: mostly that of the record before. */
export function ownerOf(from: usize, length: i32): usize {
  if (latest !== 0 && load<i32>(latest, 32) === length && same(latest, from, length)) return latest
  if (length > LONGEST_WORD) return 0
  const found = find(from, length)
  if (found !== 0) latest = found
  return found
}

function find(from: usize, length: i32): usize {
  let slot = hash(from, length) & EXPORTER_SLOT_MASK
  let place = load<i32>(EXPORTER_SLOTS + <usize>slot * 4)
  while (place !== 0) {
    const entry = EXPORTERS + <usize>(place - 1) * EXPORTER_BYTES
    if (load<i32>(entry, 32) === length && same(entry, from, length)) return entry
    slot = (slot + 1) & EXPORTER_SLOT_MASK
    place = load<i32>(EXPORTER_SLOTS + <usize>slot * 4)
  }
  return 0
}
