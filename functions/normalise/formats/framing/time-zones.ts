/** Times that a log writes without their zone. */

const LETTER_Z = 90
const PLUS = 43
const MINUS = 45
/** Characters of a date and a time to the second. */
const TO_THE_SECOND = 19

/** Whether the ISO 8601 time [start, end) ends with a zone: `Z`, or an offset. */
export function hasZone(buffer: Uint8Array, start: number, end: number): boolean {
  for (let i = end - 1; i >= start + TO_THE_SECOND; i--) {
    const byte = buffer[i]
    if (byte === LETTER_Z || byte === PLUS || byte === MINUS) return true
  }
  return false
}

/** The same of a text. */
export function textHasZone(text: string): boolean {
  for (let i = text.length - 1; i >= TO_THE_SECOND; i--) {
    const code = text.charCodeAt(i)
    if (code === LETTER_Z || code === PLUS || code === MINUS) return true
  }
  return false
}

/** Warning for the owner of a file of such times; `todo`: how to print it in UTC. */
export const noZoneWarning = (todo: string): string => `times have no zone: they are read as UTC; ${todo}`
