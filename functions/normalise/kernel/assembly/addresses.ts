/** The address of an end, of either family. */
import { address6 } from './address6'
import { address, next } from './fields'
import { DESTINATION6, SOURCE6 } from './memory'
import { SOURCE } from './roles'

/** Where the address read last ends, 0 where it was none; and whether it is of IPv6. */
export let behind: usize = 0
export let isSix: bool = false

/** IPv4's bits, or where the words of IPv6 lie. */
export function endAt(from: usize, role: i32): u32 {
  const bits = address(from)
  isSix = bits < 0
  if (!isSix) {
    behind = next
    return <u32>bits
  }
  const words = role === SOURCE ? SOURCE6 : DESTINATION6
  behind = address6(from, words)
  return <u32>words
}
