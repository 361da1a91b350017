import type { Address } from '../../lib/addresses.ts'

const NAT64 = 0x0064_ff9b
const SIX_TO_FOUR = 0x2002

/**
 * The IPv4 address that an IPv6 address stands for, and where it is therefore placed: NAT64's well-known prefix
 * 64:ff9b::/96 (RFC 6052, section 2.1) has it in its last 32 bits, 6to4's 2002::/16 (RFC 3056, section 2) after the first
 * 16. undefined for any other address.
 */
export function embeddedIpv4({ family, w0, w1, w2, w3 }: Address): Address | undefined {
  if (family !== 6) return undefined
  if (w0 === NAT64 && w1 === 0 && w2 === 0) return ipv4(w3)
  return w0 >>> 16 === SIX_TO_FOUR ? ipv4((w0 % 65_536) * 65_536 + (w1 >>> 16)) : undefined
}

const ipv4 = (w3: number): Address => ({ family: 4, w0: 0, w1: 0, w2: 0, w3 })
