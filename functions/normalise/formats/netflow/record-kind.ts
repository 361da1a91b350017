/** What is known of the records of a template, by its elements. */
import type { Template } from './template.ts'

/** What shows both directions of a connection, in one record. A word also for none: words alone are compared by place. */
type Both = 'biflow' | 'initiator' | 'ntop' | 'events' | 'none'

export interface RecordKind {
  both: Both
  hasFlags: boolean
  hasReverseFlags: boolean
  hasIcmp: boolean
  /** Biflows whose source is not the end that began. */
  isArbitrary: boolean
}

/** By the elements that the template has. */
export function recordKindOf(template: Template): RecordKind {
  const { has } = template
  const counts = has('octets') || has('packets')
  const isBiflow = has('reverseOctets') || has('reversePackets') || has('reverseFlags')
  const hasEnds = has('initiatorOctets') || has('initiatorPackets')
  const isEvent = has('firewallEvent') && !has('packets') && !has('initiatorPackets')
  const isNtop = template.isNtop && counts && (has('postOctets') || has('postPackets'))
  return {
    both: isBiflow ? 'biflow' : isEvent ? 'events' : hasEnds ? 'initiator' : isNtop ? 'ntop' : 'none',
    hasFlags: has('flags') || has('firstFlags') || has('laterFlags'),
    hasReverseFlags: has('reverseFlags') || has('reverseFirstFlags') || has('reverseLaterFlags'),
    hasIcmp: has('icmp4') || has('icmp6') || has('icmp4Type') || has('icmp6Type'),
    isArbitrary: false,
  }
}
