/** Why contacts of two tools differ, each by what the tools' own lines show. */
import type { CapturedContact, CapturedTool } from './captured-contacts.ts'
import { dayOf } from './captured-contacts.ts'

export type Cause =
  /** The other tool printed no flow of these ends on that day. */
  | 'not printed'
  /** nfdump read captures of other years in one run, and made one flow of all: longer than 31 days, it is refused. */
  | 'flow over years'
  /** nfdump's lines show one direction of that network all day, so that silence says nothing; each record of the other has both. */
  | 'one direction shown'
  /** Both ends sent, no SYN was seen and ports do not tell: the other tool says whose packet was the first. */
  | 'first packet'
  /** Flags of whole connections do not tell and nfdump's contact goes by ports; the other tool saw the SYN. */
  | 'port against word'
  /** nfdump put fragments together with their flow; the other tool shows them without ports. */
  | 'fragments'
  /** nfdump's other output has no flags (10 columns), or times to the second (48): which half of TCP began is not told. */
  | 'halves alike'
  | 'unexplained'

/** A contact that the two tools do not give alike: in one alone, or of another role. */
export interface Difference {
  ours: CapturedContact | undefined
  theirs: CapturedContact | undefined
  cause: Cause
}

const LONGEST_MS = 31 * 86_400_000

const endsOf = ({ slot, local, remote, protocol }: CapturedContact): string =>
  [slot.slice(0, 10), ...[local, remote].sort(), protocol].join(' ')
const keyOf = (contact: CapturedContact): string =>
  `${contact.slot} ${contact.local} ${contact.remote} ${contact.protocol} ${contact.servicePort}`

/** Days and ends of the lines of a tool, with those of csv-fast that last longer than a record may. */
function endsOfLines(lines: readonly string[]): { printed: Set<string>; tooLong: Set<string> } {
  const printed = new Set<string>()
  const tooLong = new Set<string>()
  for (const line of lines) {
    const cells = line.split(/[,\t]/).map(cell => cell.trim())
    const day = dayOf(line)
    const addresses = cells.filter(cell => /^[0-9a-f]*[.:][0-9a-f:.]*[.:][0-9a-f:.]+$/i.test(cell)).slice(0, 2)
    if (day === undefined || addresses.length < 2) continue
    printed.add([day, ...addresses.sort()].join(' '))
    const [, , first, last] = cells
    if (/^\d{12,13}$/.test(last ?? '') && Number(last) - Number(first) > LONGEST_MS)
      tooLong.add([...addresses].sort().join(' '))
  }
  return { printed, tooLong }
}

/** Differences between contacts made of nfdump's csv-fast and of another tool of the same captures. */
export function differencesOf(nfdump: CapturedTool, other: CapturedTool): Difference[] {
  const ours = new Map(nfdump.contacts.map(contact => [keyOf(contact), contact]))
  const theirs = new Map(other.contacts.map(contact => [keyOf(contact), contact]))
  const { printed: byNfdump, tooLong } = endsOfLines(nfdump.lines)
  const { printed: byOther } = endsOfLines(other.lines)
  const endsWhere = (tool: CapturedTool, holds: (contact: CapturedContact) => boolean) =>
    new Set(tool.contacts.filter(holds).map(endsOf))
  const byNobody = endsWhere(nfdump, ({ beganBy }) => beganBy === 'none')
  const byPort = endsWhere(nfdump, ({ beganBy }) => beganBy === 'port')
  const bySyn = endsWhere(nfdump, ({ beganBy }) => beganBy === 'syn')
  const othersBySyn = endsWhere(other, ({ beganBy }) => beganBy === 'syn')
  const byLog = endsWhere(other, ({ beganBy }) => beganBy === 'log')
  const withoutPort = endsWhere(other, ({ servicePort, protocol }) => protocol === 17 && servicePort === 0)

  const othersByGuess = endsWhere(other, ({ beganBy }) => beganBy === 'none' || beganBy === 'port')
  const isAlike = (ends: string) => bySyn.has(ends) && (!othersBySyn.has(ends) || othersByGuess.has(ends))

  function causeOf(contact: CapturedContact): Cause {
    const day = contact.slot.slice(0, 10)
    const ends = [contact.local, contact.remote].sort().join(' ')
    if (tooLong.has(ends)) return 'flow over years'
    if (!byNfdump.has(`${day} ${ends}`) || !byOther.has(`${day} ${ends}`)) return 'not printed'
    if (!nfdump.bothDirections.has(`${contact.network} ${day}`)) return 'one direction shown'
    const both = endsOf(contact)
    if (withoutPort.has(both)) return 'fragments'
    if (!byLog.has(both)) return isAlike(both) ? 'halves alike' : 'unexplained'
    return byNobody.has(both) ? 'first packet' : byPort.has(both) ? 'port against word' : 'unexplained'
  }
  return [...new Set([...ours.keys(), ...theirs.keys()])].sort().flatMap(key => {
    const [own, their] = [ours.get(key), theirs.get(key)]
    const contact = own ?? their
    return contact === undefined || own?.role === their?.role
      ? []
      : [{ ours: own, theirs: their, cause: causeOf(contact) }]
  })
}

const roleOf = (contact: CapturedContact | undefined): string => contact?.role ?? 'none'

/** How many contacts each cause changes, as lines `cause: role in nfdump → role in the other: n`. */
export function causeLines(differences: readonly Difference[]): string[] {
  const counts = new Map<string, number>()
  for (const { cause, ours, theirs } of differences) {
    const line = `${cause}: ${roleOf(ours)} → ${roleOf(theirs)}`
    counts.set(line, (counts.get(line) ?? 0) + 1)
  }
  return [...counts].map(([line, count]) => `${line}: ${count}`).sort()
}

/** What of a tool's contacts lies between the ends, in the slots, of the other's. */
export function contactsBetweenEndsOf(tool: CapturedTool, other: CapturedTool): CapturedTool {
  const slotAndEnds = (contact: CapturedContact) => `${contact.slot} ${endsOf(contact)}`
  const wanted = new Set(other.contacts.map(slotAndEnds))
  return { ...tool, contacts: tool.contacts.filter(contact => wanted.has(slotAndEnds(contact))) }
}
