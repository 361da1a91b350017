/** Times as rwcut prints them (`sku-times.c`). */
import { parseIsoAsMicros, parseSecondsAsMicros } from '../framing/numbers.ts'
import type { ZonelessTimes } from '../framing/time-zones.ts'

const DASH = 45
const SLASH = 47
const SPACE = 32
const LETTER_T = 84
/** `YYYY-MM-DDThh:mm:ss`, and room for nanoseconds. */
const SECONDS_LENGTH = 19
const scratch = new Uint8Array(SECONDS_LENGTH + 11)

/**
 * Epoch microseconds of `2009/02/12T00:00:00.000` (default), `2009-02-12 00:00:00.000` (iso), `02/12/2009 00:00:00.000`
 * (m/d/y) or `1234396800.000` (epoch), each with any fraction or none; NaN where it is anything else.
 * All but the last are UTC (rwcut(1), `--timestamp-format`), if SiLK was not built or asked to print local time.
 */
export function parseSilkTime(buffer: Uint8Array, start: number, end: number, zoneless: ZonelessTimes): number {
  const length = end - start
  if (length < SECONDS_LENGTH) return parseSecondsAsMicros(buffer, start, end)
  if (length > scratch.length) return Number.NaN
  if (buffer[start + 4] === DASH) return zoneless.toUtc(parseIsoAsMicros(buffer, start, end))
  if (buffer[start + 4] === SLASH) {
    if (buffer[start + 7] !== SLASH || buffer[start + 10] !== LETTER_T) return Number.NaN
    for (let i = 0; i < length; i++) scratch[i] = buffer[start + i] ?? 0
  } else {
    if (buffer[start + 2] !== SLASH || buffer[start + 5] !== SLASH || buffer[start + 10] !== SPACE) return Number.NaN
    for (let i = 0; i < 4; i++) scratch[i] = buffer[start + 6 + i] ?? 0
    for (let i = 0; i < 5; i++) scratch[5 + i] = buffer[start + i] ?? 0
    for (let i = 10; i < length; i++) scratch[i] = buffer[start + i] ?? 0
  }
  scratch[4] = scratch[7] = DASH
  return zoneless.toUtc(parseIsoAsMicros(scratch, 0, length))
}
