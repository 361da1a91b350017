/** TCP flags as rwcut prints them: letters, each in its place or without gaps, or an integer. */
import { BAD, UNSET } from '../framing/field-row.ts'
import { parseWhole } from '../framing/numbers.ts'

const SPACE = 32

/** Bits of the letters F, S, R, P, A, U, E, C. */
const bits = new Uint8Array(256)
for (const [at, letter] of [...'FSRPAUEC'].entries()) bits[letter.charCodeAt(0)] = 1 << at

/** Flags of [start, end); UNSET where there is none (which SiLK prints for none known too), BAD for anything else. */
export function parseFlags(buffer: Uint8Array, start: number, end: number): number {
  if (start === end) return UNSET
  const first = buffer[start] ?? 0
  if (first >= 48 && first <= 57) {
    const value = parseWhole(buffer, start, end)
    if (value < 0 || value > 255) return BAD
    return value === 0 ? UNSET : value
  }
  let flags = 0
  for (let i = start; i < end; i++) {
    const byte = buffer[i] ?? 0
    const bit = bits[byte] ?? 0
    if (bit === 0 ? byte !== SPACE : (flags & bit) !== 0) return BAD
    flags |= bit
  }
  return flags
}
