/** Rows of the conn log that are read many at a time: those between TABs, with `-` for no word. */
import type { PlainColumn, PlainForm, PlainWord } from '../format.ts'
import type { ConnColumns } from './conn-columns.ts'
import { hasIcmpCounterpart, historyWords, stateWord } from './conn-words.ts'
import type { ZeekHeader } from './header.ts'
import type { ZeekStrings } from './strings.ts'

const TAB = 9
const DASH = 45

const isByte = (bytes: Uint8Array, byte: number) => bytes.length === 1 && bytes[0] === byte

/** The plain form under a header that changes; `strings` are read by it as it is when a word is met. */
export function plainForm(strings: ZeekStrings, header: ZeekHeader, sampling: number) {
  const none: PlainForm = { lines: 'zeek', columns: [], sampling }
  let columns: PlainForm['columns'] = []

  /** What a word says: of a service its id, of a history its bits, of a state its id and two bits of what it says. */
  function word(column: PlainWord, buffer: Uint8Array, start: number, end: number): number {
    if (end - start === 1 && buffer[start] === DASH) return 0
    if (column === 'service') return strings.service(buffer, start, end, header)
    if (column === 'history') return historyWords(buffer, start, end)
    return strings.text(buffer, start, end, header) * 4 + stateWord(buffer, start, end)
  }

  return {
    none,
    /** From the next row on columns are these, and so many. */
    setColumns(found: ConnColumns, count: number): void {
      columns = plainColumns(found, count)
    },
    form(): PlainForm {
      const isPlain = isByte(header.separator, TAB) && isByte(header.unsetField, DASH)
      return isPlain ? { lines: 'zeek', columns, sampling, word, hasIcmpCounterpart } : none
    },
  }
}

/** What each column is; empty where the log lacks one that every plain row has. */
function plainColumns(columns: ConnColumns, count: number): (PlainColumn | undefined)[] {
  const needed = {
    time: columns.ts,
    source: columns.origH,
    destination: columns.respH,
    sourcePort: columns.origP,
    destinationPort: columns.respP,
    transport: columns.proto,
  }
  if (Object.values(needed).some(place => place < 0)) return []
  const places: Partial<Record<PlainColumn, number>> = {
    ...needed,
    lasting: columns.duration,
    service: columns.service,
    state: columns.connState,
    history: columns.history,
    sourceBytes: columns.origIpBytes,
    destinationBytes: columns.respIpBytes,
    sourcePayload: columns.origBytes,
    destinationPayload: columns.respBytes,
    sourcePackets: columns.origPkts,
    destinationPackets: columns.respPkts,
    exporter: columns.nodeName,
  }
  const roles = new Array<PlainColumn | undefined>(count).fill(undefined)
  for (const name of Object.keys(places) as PlainColumn[]) {
    const place = places[name] ?? -1
    if (place >= 0) roles[place] = name
  }
  return roles
}
