import { emptyAddress } from '../lib/addresses.ts'
import { type RecordDraft, UNKNOWN } from './formats/format.ts'

/** The one draft of an upload, with "the log has no word" in every field. */
export function createDraft(): RecordDraft {
  return {
    startMs: Number.NaN,
    endMs: Number.NaN,
    source: emptyAddress(),
    destination: emptyAddress(),
    sourcePort: -1,
    destinationPort: -1,
    protocol: 0,
    icmpType: -1,
    icmpCode: -1,
    sourceBytes: Number.NaN,
    destinationBytes: Number.NaN,
    sourcePackets: Number.NaN,
    destinationPackets: Number.NaN,
    bytesLayer: UNKNOWN,
    sampling: 0,
    sourceFlags: -1,
    destinationFlags: -1,
    action: UNKNOWN,
    began: UNKNOWN,
    beganBy: 0,
    answered: UNKNOWN,
    state: 0,
    app: 0,
    host: 0,
    exporter: 0,
    reset() {
      this.startMs = Number.NaN
      this.endMs = Number.NaN
      this.sourcePort = -1
      this.destinationPort = -1
      this.protocol = 0
      this.icmpType = -1
      this.icmpCode = -1
      this.sourceBytes = Number.NaN
      this.destinationBytes = Number.NaN
      this.sourcePackets = Number.NaN
      this.destinationPackets = Number.NaN
      this.bytesLayer = UNKNOWN
      this.sampling = 0
      this.sourceFlags = -1
      this.destinationFlags = -1
      this.action = UNKNOWN
      this.began = UNKNOWN
      this.beganBy = 0
      this.answered = UNKNOWN
      this.state = 0
      this.app = 0
      this.host = 0
      this.exporter = 0
    },
  }
}
