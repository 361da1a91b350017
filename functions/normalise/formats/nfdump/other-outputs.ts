/** What nfdump writes besides CSV and JSON: recognised, so that its owner can be told what to print instead. */
import { decodeText } from '../framing/fields.ts'
import { firstLines } from '../framing/lines.ts'

const HOW =
  'print the flows as CSV: TZ=UTC nfdump -r FILE -o csv-fast > FILE.csv (before version 1.7.5: -o csv), which is read'

/** Magic 0xA50C and the version of the layout, 1 (1.6) or 2 (1.7), in the byte order of the machine (src/libnffile/nffileV2.h). */
function isBinary(head: Uint8Array): boolean {
  const [a, b, c, d] = head
  const little = a === 0x0c && b === 0xa5 && d === 0 && (c === 1 || c === 2)
  return little || (a === 0xa5 && b === 0x0c && c === 0 && (d === 1 || d === 2))
}

/** Title lines of other outputs: of the line modes, of `raw`, and of statistics (`-s`) in text and CSV. */
const titles: readonly [title: RegExp, found: string][] = [
  [/^Date first seen/, 'a line mode of nfdump, which shortens addresses and rounds counters ("1.0 M")'],
  [/^Flow Record:/, 'the raw mode of nfdump'],
  [/^Top \d+ .*ordered by /, 'a statistic of nfdump (-s), which has no flows'],
  [/^ts,te,td,pr,val,fl,/, 'a statistic of nfdump (-s), which has no flows'],
]

/** Why the file that begins so cannot be read, for its owner; undefined where it is none of these. */
export function otherOutput(head: Uint8Array, complete: boolean): string | undefined {
  if (isBinary(head)) return `expected text of nfdump, found a binary file of nfcapd; ${HOW}`
  for (const { start, end } of firstLines(head, complete, 1)) {
    const line = decodeText(head, start, Math.min(end, start + 200))
    const found = titles.find(([title]) => title.test(line))?.[1]
    if (found !== undefined) return `expected CSV or JSON of nfdump, found ${found}; ${HOW}`
  }
  return undefined
}
