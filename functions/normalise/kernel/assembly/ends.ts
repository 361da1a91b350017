/** What is known of addresses and ports: asked outside once, and kept. An address may lose its place to another. */
import { END_BITS, ENDS, PORTS } from './memory'

/** Network and kind of an IPv4 address on the days under way, as `ENDS` holds them without a number. */
declare function look(address: u32): u32
/** The address's number in this upload; calls `stop` where numbers begin to run out. */
declare function number(address: u32): u32
/** Whether a port is in the list of server ports. */
declare function listed(protocol: u32, port: u32): u32

/** An address without a number yet. */
export const NO_NUMBER: u32 = 0xfffff
export const SPECIAL: u32 = 0x100000
export const NETWORK_SHIFT: u32 = 21
const EMPTY: u32 = 0xffffffff

/** Whether the numbers of addresses are so many that they are to be looked at. */
export let isFull: i32 = 0

export function setFull(value: i32): void {
  isFull = value
}

/** Forgets all addresses. */
export function clearEnds(): void {
  memory.fill(ENDS, 0xff, (<usize>8) << END_BITS)
}

function placeOf(address: u32): usize {
  return ENDS + <usize>((address * 0x9e3779b1) >>> (32 - END_BITS)) * 8
}

/** What is known of an address, its number perhaps not. */
export function endOf(address: u32): u32 {
  const place = placeOf(address)
  if (load<u32>(place) === address) {
    const known = load<u32>(place, 4)
    if (known !== EMPTY) return known
  }
  const found = look(address)
  store<u32>(place, address)
  store<u32>(place, found, 4)
  return found
}

export function numberOf(address: u32, known: u32): u32 {
  const held = known & NO_NUMBER
  if (held !== NO_NUMBER) return held
  const given = number(address)
  const place = placeOf(address)
  // Both ends of a record may have the same place.
  if (load<u32>(place) === address) store<u32>(place, (known & ~NO_NUMBER) | given, 4)
  return given
}

function isListed(protocol: u32, port: u32): u32 {
  if (protocol !== 6 && protocol !== 17) return listed(protocol, port)
  const place = PORTS + (protocol === 6 ? 0 : 0x10000) + port
  const known = load<u8>(place)
  if (known !== 0) return known - 1
  const found = listed(protocol, port)
  store<u8>(place, <u8>(found + 1))
  return found
}

const FIRST_EPHEMERAL_PORT: u32 = 32_768

/** Who began by ports alone, as `began-by-port.ts` outside has it: 0 nobody knows, 1 the local end, 2 the remote one. */
export function beganByPort(protocol: u32, localPort: u32, remotePort: u32): i32 {
  const localListed = isListed(protocol, localPort)
  const remoteListed = isListed(protocol, remotePort)
  if (localListed !== remoteListed) return remoteListed !== 0 ? 1 : 2
  const localLow = localPort < FIRST_EPHEMERAL_PORT
  const remoteLow = remotePort < FIRST_EPHEMERAL_PORT
  return localLow === remoteLow ? 0 : remoteLow ? 1 : 2
}
