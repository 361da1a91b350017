/** What cannot be read of Argus, and the command that prints what can. */
import { decodeText } from '../framing/fields.ts'
import { firstLines } from '../framing/lines.ts'

const COMMAND =
  'ra -r FILE -L 0 -u -nn -c , -s stime ltime proto saddr sport dir daddr dport state spkts dpkts sbytes dbytes > FILE.csv'
const HOW = `print them with ${COMMAND}`

/** Ids of a management record, which an Argus file begins with, at its ninth byte (`ARGUS_V3_COOKIE`, `ARGUS_V5_COOKIE`). */
const COOKIES = [0xe5712dcb, 0xe57150cb]

function isBinary(head: Uint8Array): boolean {
  const [a = 0, b = 0, c = 0, d = 0] = head.subarray(8, 12)
  return COOKIES.includes(((a << 24) | (b << 16) | (c << 8) | d) >>> 0)
}

/** Why the file that begins so cannot be read, for its owner; undefined where it is neither binary nor ra's padded text. */
export function otherArgusOutput(head: Uint8Array, complete: boolean): string | undefined {
  if (isBinary(head)) return `expected text of ra, found a binary file of Argus; ${HOW}`
  for (const { start, end } of firstLines(head, complete, 1)) {
    const line = decodeText(head, start, Math.min(end, start + 500))
    if (/^ *(StartTime|LastTime) .*\bSrcAddr +.*\bDstAddr( |$)/.test(line) && !/[,\t|;]/.test(line)) {
      return `expected delimited text of ra, found columns padded with blanks, addresses joined to ports; ${HOW}`
    }
  }
  return undefined
}

/** What to do where a column is printed twice. */
export const PRINT_ONCE = `print each once: ${COMMAND}`

/** The file's times have no day. */
export const timeOfDay = (found: string): string =>
  `expected times with their day, found "${found}"; print seconds since 1970 (-u), or the day (RA_TIME_FORMAT): ${COMMAND}`

/** The file's ports are names, which the machine that ran ra knows. */
export const namedPort = (found: string): string =>
  `expected ports as numbers, found "${found}"; print numbers (-nn): ${COMMAND}`
