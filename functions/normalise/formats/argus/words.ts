/**
 * What Dir and State of an Argus record say (`ArgusPrintDirection`, `ArgusGetTCPStatus` and `ArgusGetIPStatus` in
 * common/argus_util.c of its clients).
 */
import { BY_LOG, DESTINATION, NO, type RecordDraft, SOURCE, UNKNOWN, YES } from '../format.ts'
import { bytesEqual, bytesOf } from '../framing/fields.ts'
import { TCP } from '../framing/protocols.ts'
import { SYN } from '../framing/tcp-flags.ts'

const [LEFT, LINE, RIGHT, QUESTION, UNDERLINE] = [60, 45, 62, 63, 95] as const

/**
 * Arrows of Dir. Of TCP they point from the end that sent the SYN, where one was seen, else the line is a question mark. Of
 * others they say which ends sent packets, the source being the end whose packet came first.
 */
export interface Direction {
  toLeft: boolean
  toRight: boolean
  /** No SYN was seen. */
  isAsked: boolean
}

/** Reads Dir (without blanks around it) into `into`; false where it has other words: `who` of ARP, or what is no arrow. */
export function parseDirection(buffer: Uint8Array, start: number, end: number, into: Direction): boolean {
  let i = start
  into.toLeft = buffer[i] === LEFT
  if (into.toLeft) i++
  const line = buffer[i++]
  into.isAsked = line === QUESTION
  into.toRight = i < end && buffer[i] === RIGHT
  if (into.toRight) i++
  return (line === LINE || line === QUESTION) && i === end && (into.toLeft || into.toRight)
}

/** Sets who began, by the arrows. An end without a packet did not begin. */
export function setBegan(draft: RecordDraft, { toLeft, toRight, isAsked }: Direction): void {
  if (draft.protocol === TCP) {
    if (isAsked || toLeft === toRight) return
    draft.began = toRight ? SOURCE : DESTINATION
  } else if (toRight) {
    draft.began = SOURCE
  } else return
  draft.beganBy = BY_LOG
}

const established = ['CON', 'FIN', 'CLO', 'TIM'].map(bytesOf)
const request = bytesOf('REQ')

/** Bits of flags by their letters, as `-Z b` prints them: those of the source, `_`, those of the destination. */
const FLAG_LETTERS = 'FSRPAUEC'

/** Flags of [start, end); −1 where it holds anything but letters of flags, each once at most. */
function flagsOf(buffer: Uint8Array, start: number, end: number): number {
  let flags = 0
  for (let i = start; i < end; i++) {
    const bit = FLAG_LETTERS.indexOf(String.fromCharCode(buffer[i] ?? 0))
    if (bit < 0 || (flags & (1 << bit)) !== 0) return -1
    flags |= 1 << bit
  }
  return flags
}

/**
 * Sets the flags of TCP where State is of `-Z b` (`FSPA_FSPA`), and whether the end that did not begin answered.
 * - TCP, by flags: it sent a SYN. By state: REQ is a SYN that nothing followed. Of an established connection the counters tell
 *   more than the state, which has no word on payload; where packets are not known each way, bytes from that end are a yes.
 * - Others: it sent a packet, as the arrows say.
 */
export function setAnswered(draft: RecordDraft, arrows: Direction | undefined, state: Uint8Array): void {
  if (draft.protocol !== TCP) {
    if (arrows?.toRight) draft.answered = arrows.toLeft ? YES : NO
    return
  }
  const middle = state.indexOf(UNDERLINE)
  if (middle >= 0) {
    setFlags(draft, flagsOf(state, 0, middle), flagsOf(state, middle + 1, state.length))
    return
  }
  if (draft.began === UNKNOWN) return
  if (bytesEqual(state, 0, state.length, request)) {
    draft.answered = NO
    return
  }
  const isEstablished = established.some(word => bytesEqual(state, 0, state.length, word))
  const packets = draft.began === SOURCE ? draft.destinationPackets : draft.sourcePackets
  const bytes = draft.began === SOURCE ? draft.destinationBytes : draft.sourceBytes
  if (isEstablished && Number.isNaN(packets) && bytes > 0) draft.answered = YES
}

function setFlags(draft: RecordDraft, source: number, destination: number): void {
  if (source < 0 || destination < 0) return
  // No packet of TCP is without flags.
  draft.sourceFlags = source > 0 ? source : -1
  draft.destinationFlags = destination > 0 ? destination : -1
  if (draft.began === UNKNOWN) return
  const [first, second] = draft.began === SOURCE ? [source, destination] : [destination, source]
  if ((second & SYN) !== 0) draft.answered = YES
  else if ((first & SYN) !== 0) draft.answered = NO
}
