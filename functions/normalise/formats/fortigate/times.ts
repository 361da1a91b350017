/** When a session was logged: `eventtime`, else `date` and `time`, with `tz` where it stands there. */
import { microsToMs, parseIsoAsMicros, parseWhole } from '../framing/numbers.ts'
import type { ZonelessTimes } from '../framing/time-zones.ts'

/** How to log times that are no zone's. */
export const NO_ZONE = 'FortiOS logs eventtime and tz from 6.0 on'

/** Digits of seconds, milliseconds, microseconds and nanoseconds since 1970; digits after milliseconds are floored. */
const SECONDS = 10
const MILLISECONDS = 13
const MOST_DIGITS = 19

/** Epoch ms of `eventtime`: seconds in FortiOS 6.0, nanoseconds from 6.2 on; NaN where it is anything else. */
export function eventTimeMs(buffer: Uint8Array, start: number, end: number): number {
  const digits = end - start
  if (digits !== SECONDS && (digits < MILLISECONDS || digits > MOST_DIGITS)) return Number.NaN
  for (let at = start + MILLISECONDS; at < end; at++) {
    const digit = buffer[at] ?? 0
    if (digit < 48 || digit > 57) return Number.NaN
  }
  const value = parseWhole(buffer, start, Math.min(end, start + MILLISECONDS))
  if (value < 0) return Number.NaN
  return digits === SECONDS ? value * 1000 : value
}

const scratch = new Uint8Array(32)

/** Epoch ms of `2019-05-10`, `11:37:47` and `-0700`, the last of which may be empty; NaN where they are anything else. */
export function dateTimeMs(parts: readonly Uint8Array[], zoneless: ZonelessTimes): number {
  let length = 0
  for (const [i, part] of parts.entries()) {
    if (length + part.length >= scratch.length) return Number.NaN
    if (i === 1) scratch[length++] = 32
    scratch.set(part, length)
    length += part.length
  }
  const micros = parseIsoAsMicros(scratch, 0, length)
  return microsToMs((parts[2]?.length ?? 0) > 0 ? micros : zoneless.toUtc(micros))
}
