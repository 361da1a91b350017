/** Who began, by the words of an OCSF event that shows both directions. */
import type { Address } from '../../../lib/addresses.ts'
import { DESTINATION, type End, type RecordDraft, SOURCE, UNKNOWN } from '../format.ts'
import { innerOf } from '../framing/json-fields.ts'
import type { JsonObject } from '../framing/json-values.ts'

const INBOUND = 1
const OUTBOUND = 2

/**
 * `initiator_id` (from 1.9 on) and `is_src_dst_assignment_known` (from 1.6) are made for this question. Without them src_endpoint is
 * the initiator, as the class has it, and `direction_id` is where the connection originated: inside or outside. Where these two
 * contradict each other, as in mappings of logs that name the outer end first, the event has no word. An end that sent no packet
 * did not begin.
 */
export function beganOf(event: JsonObject, draft: RecordDraft): End {
  const { initiator_id: initiator, is_src_dst_assignment_known: isKnown } = event
  if (initiator === 1) return SOURCE
  if (initiator === 2) return DESTINATION
  const bySchema = (initiator === undefined || initiator === null) && isKnown !== false
  const byEnds = bySchema && draft.sourcePackets !== 0 ? SOURCE : UNKNOWN
  const byDirection = isKnown === true ? UNKNOWN : originOf(innerOf(event, 'connection_info').direction_id, draft)
  if (byEnds === SOURCE && byDirection === DESTINATION) return UNKNOWN
  return byEnds === UNKNOWN ? byDirection : byEnds
}

/** The end that lies where the connection originated, known where one end alone is private. */
function originOf(direction: unknown, { source, destination, sourcePackets, destinationPackets }: RecordDraft): End {
  const isInner = isPrivate(source)
  if ((direction !== INBOUND && direction !== OUTBOUND) || isInner === isPrivate(destination)) return UNKNOWN
  if (isInner === (direction === OUTBOUND)) return sourcePackets === 0 ? UNKNOWN : SOURCE
  return destinationPackets === 0 ? UNKNOWN : DESTINATION
}

/** Of RFC 1918, or RFC 4193. */
function isPrivate({ family, w0, w3 }: Address): boolean {
  if (family === 6) return w0 >>> 25 === 0xfc >>> 1
  return w3 >>> 24 === 10 || w3 >>> 20 === 0xac1 || w3 >>> 16 === 0xc0a8
}
