/** Bytes and packets of a record, and the layer that bytes are counted at. */
import { LAYER_ETHERNET, LAYER_IP, LAYER_PAYLOAD, type RecordSink, UNKNOWN } from '../format.ts'
import type { RecordKind } from './record-kind.ts'
import type { Template } from './template.ts'
import { either, type RecordValues, slotOf } from './values.ts'

const OCTETS = slotOf('octets')
const PACKETS = slotOf('packets')
const POST_OCTETS = slotOf('postOctets')
const POST_PACKETS = slotOf('postPackets')
const LAYER_2_OCTETS = slotOf('layer2Octets')
const REVERSE_OCTETS = slotOf('reverseOctets')
const REVERSE_PACKETS = slotOf('reversePackets')
const INITIATOR_OCTETS = slotOf('initiatorOctets')
const RESPONDER_OCTETS = slotOf('responderOctets')
const INITIATOR_PACKETS = slotOf('initiatorPackets')
const RESPONDER_PACKETS = slotOf('responderPackets')

/** Gives what sets the draft's counters: false where one is beyond what a number holds exactly, and the record is rejected. */
export function countersOf(sink: RecordSink, { of }: RecordValues): (kind: RecordKind, template: Template) => boolean {
  const { draft } = sink

  function refuseCounter(name: string, value: number): false {
    sink.reject('implausible_counter', name, String(value))
    return false
  }

  return function readCounters(kind: RecordKind, template: Template): boolean {
    let sourceBytes = either(of[OCTETS] as number, of[POST_OCTETS] as number)
    let sourcePackets = either(of[PACKETS] as number, of[POST_PACKETS] as number)
    let bytesBack = sourceBytes * 0
    let packetsBack = sourcePackets * 0
    draft.bytesLayer = LAYER_IP
    switch (kind.both) {
      case 'biflow':
        bytesBack = of[REVERSE_OCTETS] as number
        packetsBack = of[REVERSE_PACKETS] as number
        break
      case 'ntop':
        bytesBack = of[POST_OCTETS] as number
        packetsBack = of[POST_PACKETS] as number
        break
      case 'initiator':
        if (!template.has('octets')) {
          sourceBytes = of[INITIATOR_OCTETS] as number
          bytesBack = of[RESPONDER_OCTETS] as number
          draft.bytesLayer = LAYER_PAYLOAD
        }
        if (!template.has('packets')) {
          sourcePackets = of[INITIATOR_PACKETS] as number
          packetsBack = of[RESPONDER_PACKETS] as number
        }
        break
      case 'events':
        // Where octets are counted at all, of both directions together.
        sourceBytes = of[INITIATOR_OCTETS] as number
        bytesBack = of[RESPONDER_OCTETS] as number
        sourcePackets = Number.NaN
        packetsBack = Number.NaN
        draft.bytesLayer = LAYER_PAYLOAD
        break
      default:
        if (Number.isNaN(sourceBytes)) {
          sourceBytes = of[LAYER_2_OCTETS] as number
          bytesBack = sourceBytes * 0
          draft.bytesLayer = LAYER_ETHERNET
        }
    }
    if (Number.isNaN(sourceBytes) && Number.isNaN(bytesBack)) draft.bytesLayer = UNKNOWN
    const most = Number.MAX_SAFE_INTEGER
    if (sourceBytes > most || bytesBack > most) return refuseCounter('bytes', Math.max(sourceBytes, bytesBack))
    if (sourcePackets > most || packetsBack > most) return refuseCounter('packets', sourcePackets)
    draft.sourceBytes = sourceBytes
    draft.destinationBytes = bytesBack
    draft.sourcePackets = sourcePackets
    draft.destinationPackets = packetsBack
    return true
  }
}
