/**
 * IP addresses as four 32-bit words, big-endian order, without allocation. An IPv4 address has `family` 4 and its value
 * in `w3` (w0…w2 are 0); an IPv4-mapped IPv6 address (::ffff:a.b.c.d, RFC 4291 section 2.5.5.2) is read as IPv4.
 */
export interface Address {
  family: 0 | 4 | 6
  /** Unsigned 32-bit words, most significant first. */
  w0: number
  w1: number
  w2: number
  w3: number
}

export const emptyAddress = (): Address => ({ family: 0, w0: 0, w1: 0, w2: 0, w3: 0 })

/** Reads dotted IPv4 or IPv6 text from ASCII bytes [start, end) into `into`; false (family 0) where it is neither. */
export function parseAddressBytes(buffer: Uint8Array, start: number, end: number, into: Address): boolean {
  into.family = 0
  if (end - start < 2 || end - start > 45) return false
  // A colon within the first five bytes means IPv6.
  const colonWithin = Math.min(end, start + 5)
  for (let i = start; i < colonWithin; i++) if (buffer[i] === 58) return parseIpv6(buffer, start, end, into)
  const value = parseIpv4(buffer, start, end)
  if (value < 0) return false
  into.family = 4
  into.w0 = into.w1 = into.w2 = 0
  into.w3 = value
  return true
}

/** Reads the four bytes of an IPv4 address, in network order. */
export function readIpv4(bytes: Uint8Array, at: number, into: Address): void {
  into.family = 4
  into.w0 = into.w1 = into.w2 = 0
  into.w3 = wordAt(bytes, at)
}

/** Reads the sixteen bytes of an IPv6 address, in network order. */
export function readIpv6(bytes: Uint8Array, at: number, into: Address): void {
  into.w0 = wordAt(bytes, at)
  into.w1 = wordAt(bytes, at + 4)
  into.w2 = wordAt(bytes, at + 8)
  into.w3 = wordAt(bytes, at + 12)
  const isMapped = into.w0 === 0 && into.w1 === 0 && into.w2 === 0xffff
  into.family = isMapped ? 4 : 6
  if (isMapped) into.w2 = 0
}

/** Unsigned 32-bit number of four bytes in network order; bytes beyond the end are 0. */
export const wordAt = (bytes: Uint8Array, at: number): number =>
  (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0

const scratch = new Uint8Array(45)

/** The same from a string (ASCII expected). */
export function parseAddress(text: string, into: Address = emptyAddress()): Address | undefined {
  if (text.length > scratch.length) return undefined
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 127) return undefined
    scratch[i] = code
  }
  return parseAddressBytes(scratch, 0, text.length, into) ? into : undefined
}

/** Unsigned value of four decimal parts without leading zeros, or -1. */
function parseIpv4(buffer: Uint8Array, start: number, end: number): number {
  let value = 0
  let part = 0
  let digits = 0
  let dots = 0
  for (let i = start; i < end; i++) {
    const digit = (buffer[i] ?? 0) - 48
    if (digit >= 0 && digit <= 9) {
      // A second digit after 0 is a leading zero, which some readers take for octal.
      if (digits > 0 && part === 0) return -1
      part = part * 10 + digit
      digits++
      if (part > 255) return -1
    } else {
      if (digit !== -2 || digits === 0 || dots === 3) return -1
      value = (value << 8) | part
      part = 0
      digits = 0
      dots++
    }
  }
  return dots === 3 && digits > 0 ? ((value << 8) | part) >>> 0 : -1
}

const groups = new Uint16Array(8)

function parseIpv6(buffer: Uint8Array, start: number, end: number, into: Address): boolean {
  let count = 0
  let gap = -1
  let i = start
  if (buffer[i] === 58) {
    if (buffer[i + 1] !== 58) return false
    gap = 0
    i += 2
  }
  while (i < end) {
    if (count === 8) return false
    let group = 0
    let digits = 0
    const groupStart = i
    while (i < end) {
      const digit = hexDigit(buffer[i] ?? 0)
      if (digit < 0) break
      group = group * 16 + digit
      digits++
      i++
      if (digits > 4) return false
    }
    if (i < end && buffer[i] === 46) {
      // The last 32 bits as dotted IPv4 (RFC 4291 section 2.2, form 3).
      const v4 = parseIpv4(buffer, groupStart, end)
      if (v4 < 0 || count > 6) return false
      groups[count++] = Math.floor(v4 / 65536)
      groups[count++] = v4 % 65536
      i = end
      break
    }
    if (digits === 0) return false
    groups[count++] = group
    if (i === end) break
    if (buffer[i] !== 58) return false
    i++
    if (i === end) return false
    if (buffer[i] === 58) {
      if (gap >= 0) return false
      gap = count
      i++
    }
  }
  if (gap >= 0) {
    if (count === 8) return false
    const tail = count - gap
    for (let k = 0; k < tail; k++) groups[7 - k] = groups[count - 1 - k] ?? 0
    for (let k = gap; k < 8 - tail; k++) groups[k] = 0
  } else if (count !== 8) return false
  const word = (at: number) => (groups[at] ?? 0) * 65536 + (groups[at + 1] ?? 0)
  into.w0 = word(0)
  into.w1 = word(2)
  into.w2 = word(4)
  into.w3 = word(6)
  into.family = 6
  if (into.w0 === 0 && into.w1 === 0 && into.w2 === 0xffff) {
    into.w2 = 0
    into.family = 4
  }
  return true
}

const hexDigits = Int8Array.from({ length: 256 }, (_, code) =>
  '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase()),
)

/** Value of an ASCII hexadecimal digit, or -1. By a table: IPv6 takes half the time that comparisons take. */
export const hexDigit = (code: number): number => hexDigits[code] ?? -1

/** Text of an address: dotted decimal, or RFC 5952 (lower case, longest run of zero groups shortened). */
export function formatAddress(address: Address): string {
  if (address.family === 4) {
    const v = address.w3
    return `${Math.floor(v / 16777216)}.${Math.floor(v / 65536) % 256}.${Math.floor(v / 256) % 256}.${v % 256}`
  }
  const parts: number[] = []
  for (const word of [address.w0, address.w1, address.w2, address.w3])
    parts.push(Math.floor(word / 65536), word % 65536)
  let best = -1
  let bestLength = 1
  for (let i = 0; i < 8; i++) {
    let length = 0
    while (i + length < 8 && parts[i + length] === 0) length++
    if (length > bestLength) {
      best = i
      bestLength = length
    }
    i += length
  }
  const hex = parts.map(part => part.toString(16))
  if (best < 0) return hex.join(':')
  return `${hex.slice(0, best).join(':')}::${hex.slice(best + bestLength).join(':')}`
}
