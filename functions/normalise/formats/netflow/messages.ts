/**
 * Messages of NetFlow v5, v9 (RFC 3954) and IPFIX (RFC 7011) by their parts: each data record, template and options record
 * is one unit; so is what cannot be read of a message.
 */
import type { RejectReason } from '../../rejects.ts'
import type { RecordSink, UploadContext } from '../format.ts'
import { bytesOf } from '../framing/fields.ts'
import { createExportTime } from './export-time.ts'
import { createHeldSets } from './held-sets.ts'
import { createFlowRecords } from './record.ts'
import { hexText, recordText } from './record-text.ts'
import { createSessions, type Session } from './session.ts'
import { parseTemplate, type Template } from './template.ts'
import { RECORD_BYTES, version5 } from './v5.ts'
import { createRecordValues, slotOf } from './values.ts'

const BOOT_TIME = slotOf('bootTime')
const SET_HEADER_BYTES = 4
/** Data sets begin here; below are templates, and numbers that nothing uses. */
const FIRST_DATA_SET = 256
/** Fewer bytes of zeros than this after a record are padding, whatever a record needs. */
const PADDING = 8

const NAT_EVENTS =
  'NAT events say that a translation was made or ended, and count nothing: they are no flows, and skipped; let the exporter ' +
  'send flow records too'
const NO_ENDS =
  'some templates have no address of both ends, such as those of counters or applications: their records are skipped'

/** What the records of a template are; those that are no flows are skipped by this name. */
type RecordKind = 'flow' | 'options' | 'event:nat' | 'without addresses'

/** Who sent a message: what templates and numbers are remembered by, and the name of the exporter. */
export interface Sender {
  key: string
  exporter: string
  /** Over UDP withdrawals of templates must be ignored (RFC 7011, section 8.4). */
  isUdp: boolean
}

export interface Messages {
  sender: Sender
  /** The headers at `at`, of 24, 20 and 16 bytes. */
  beginVersion5(bytes: Buffer, at: number): void
  beginVersion9(bytes: Buffer, at: number): void
  beginIpfix(bytes: Buffer, at: number): void
  /** A record of version 5, and a whole set of the others, with its header. */
  record(bytes: Buffer, at: number): void
  set(bytes: Buffer, start: number, end: number): void
  endMessage(): void
  /** One unit for what cannot be read. */
  refuse(reason: RejectReason, found: string, bytes: Buffer, start: number, end: number): void
  skip(kind: string): void
  /** No more comes: what still waits for a template is refused. */
  finish(): void
  readonly framed: number
  readonly directions: 1 | 2
}

export function createMessages(sink: RecordSink, context: UploadContext, first: Sender): Messages {
  const values = createRecordValues()
  const records = createFlowRecords(sink, values)
  const time = createExportTime(sink)
  const sessions = createSessions(sink, context)
  const held = createHeldSets()
  const nothing = new Uint8Array(0)
  let sender = first
  let version: 9 | 10 = 9
  let session: Session | undefined
  /** Data records of the message; undefined once a set of them has no template. */
  let inMessage: number | undefined = 0
  let framed = 0
  /** The template of the last record, and what its records are. */
  let current: Template | undefined
  let kind: RecordKind = 'flow'

  function frame(template?: Template, bytes?: Buffer, at = 0, end = 0): void {
    framed++
    if (template === undefined || bytes === undefined || context.isShown?.(framed) !== true) {
      sink.frame(framed, nothing, 0, 0)
      return
    }
    const text = bytesOf(recordText(template, bytes, at, end))
    sink.frame(framed, text, 0, text.length)
  }

  function refuse(reason: RejectReason, found: string, bytes: Buffer, start: number, end: number): void {
    framed++
    const text = bytesOf(hexText(bytes, start, end))
    sink.frame(framed, text, 0, text.length)
    sink.reject(reason, '', found)
  }

  function open(domain: string): Session {
    session = sessions.of(`${sender.key} ${domain}`, sender.exporter)
    inMessage = 0
    return session
  }

  function takeTemplates(of: Session, isOptions: boolean, bytes: Buffer, from: number, end: number): void {
    let at = from
    while (end - at >= 4) {
      // No template has number 0: padding.
      if (bytes.readUInt16BE(at) === 0) return
      const parsed = parseTemplate(version, isOptions, bytes, at, end, of.template)
      if (typeof parsed === 'string') {
        refuse('bad_datagram', parsed, bytes, at, end)
        return
      }
      at = parsed.next
      frame()
      if ('withdrawn' in parsed) {
        if (!sender.isUdp) of.withdraw(parsed.withdrawn)
        sink.skip('template withdrawal')
        continue
      }
      of.setTemplate(parsed.template)
      sink.skip(isOptions ? 'options template' : 'template')
      takeHeld(of, parsed.template)
    }
  }

  /** Reads what waited for a template, with the times of its own messages. */
  function takeHeld(of: Session, template: Template): void {
    const { exportMs, uptimeMs } = time
    for (const waited of held.take(of.keyOf(template.id))) {
      time.begin(waited.exportMs, waited.uptimeMs, of.boot)
      takeRecords(of, template, waited.bytes, SET_HEADER_BYTES, waited.bytes.length)
    }
    time.begin(exportMs, uptimeMs, of.boot)
  }

  function takeData(of: Session, id: number, bytes: Buffer, start: number, end: number): void {
    const template = of.template(id)
    if (template === undefined) {
      inMessage = undefined
      if (held.add(of.keyOf(id), bytes, start, end, time)) return
      refuseSet(bytes, start, end)
      return
    }
    const count = takeRecords(of, template, bytes, start + SET_HEADER_BYTES, end)
    if (inMessage !== undefined) inMessage += count
  }

  function refuseSet(bytes: Buffer, start: number, end: number): void {
    const id = bytes.readUInt16BE(start)
    refuse('no_template', `a set of ${end - start} bytes of template ${id}`, bytes, start, end)
  }

  function takeRecords(of: Session, template: Template, bytes: Buffer, from: number, end: number): number {
    if (template !== current) {
      current = template
      kind = kindOf(template)
    }
    let count = 0
    let at = from
    while (end - at >= template.length) {
      if (template.isVariable && end - at < PADDING && isZero(bytes, at, end)) break
      const next = values.read(template, bytes, at, end)
      if (next < 0) {
        refuse('bad_datagram', `a record of template ${template.id} that goes beyond its set`, bytes, at, end)
        break
      }
      count++
      frame(template, bytes, at, next)
      if (kind === 'flow') {
        if (records.take(template, bytes, time, of.sampling)) {
          sink.draft.exporter = of.exporter()
          sink.record()
        }
      } else {
        if (kind === 'options') learn(of)
        sink.skip(kind)
      }
      at = next
    }
    return count
  }

  function kindOf(template: Template): RecordKind {
    const { has, isOptions } = template
    if (isOptions) return 'options'
    const counts = has('octets') || has('packets') || has('initiatorOctets') || has('firewallEvent')
    if (has('natEvent') && !counts) {
      sink.warn(NAT_EVENTS)
      return 'event:nat'
    }
    const hasEnds = (has('source4') && has('destination4')) || (has('source6') && has('destination6'))
    if (hasEnds) return 'flow'
    sink.warn(NO_ENDS)
    return 'without addresses'
  }

  function learn(of: Session): void {
    of.sampling.learn(values.of)
    const boot = values.of[BOOT_TIME] as number
    if (boot > 0) of.boot.said = boot
  }

  return {
    get sender() {
      return sender
    },
    set sender(next) {
      sender = next
    },
    beginVersion5(bytes, at) {
      const of = open(`engine ${bytes.readUInt16BE(at + 20)}`)
      const nanoseconds = bytes.readUInt32BE(at + 12)
      time.begin(bytes.readUInt32BE(at + 8) * 1000 + nanoseconds / 1e6, bytes.readUInt32BE(at + 4), of.boot)
      of.sequence.begin(bytes.readUInt32BE(at + 16), 'records')
      // Two bits are the mode of sampling; exporters that leave it 0 and give an interval sample too. No interval: every packet.
      of.sampling.setDefault(Math.max(1, bytes.readUInt16BE(at + 22) & 0x3fff))
    },
    beginVersion9(bytes, at) {
      version = 9
      const of = open(`domain ${bytes.readUInt32BE(at + 16)}`)
      time.begin(bytes.readUInt32BE(at + 8) * 1000, bytes.readUInt32BE(at + 4), of.boot)
      of.sequence.begin(bytes.readUInt32BE(at + 12), 'datagrams')
    },
    beginIpfix(bytes, at) {
      version = 10
      const of = open(`domain ${bytes.readUInt32BE(at + 12)}`)
      time.begin(bytes.readUInt32BE(at + 4) * 1000, Number.NaN, of.boot)
      of.sequence.begin(bytes.readUInt32BE(at + 8), 'records')
    },
    record(bytes, at) {
      if (session === undefined) return
      takeRecords(session, version5, bytes, at, at + RECORD_BYTES)
      if (inMessage !== undefined) inMessage++
    },
    set(bytes, start, end) {
      if (session === undefined) return
      const id = bytes.readUInt16BE(start)
      const templates = version === 9 ? 0 : 2
      if (id === templates || id === templates + 1)
        takeTemplates(session, id === templates + 1, bytes, start + SET_HEADER_BYTES, end)
      else if (id >= FIRST_DATA_SET) takeData(session, id, bytes, start, end)
      else {
        frame()
        sink.skip('reserved set')
      }
    },
    endMessage() {
      session?.sequence.end(inMessage)
      session = undefined
    },
    refuse,
    skip(kind) {
      frame()
      sink.skip(kind)
    },
    finish() {
      for (const { bytes } of held.all()) refuseSet(bytes, 0, bytes.length)
      warnOfLoss()
    },
    get framed() {
      return framed
    },
    get directions() {
      return records.bothWays > 0 && records.oneWay === 0 ? 2 : 1
    },
  }

  function warnOfLoss(): void {
    const { datagrams, records: lost } = sessions.lost()
    const parts = [
      ...(lost > 0 ? [`${lost} records`] : []),
      ...(datagrams > 0 ? [`${datagrams} datagrams of version 9`] : []),
    ]
    if (parts.length > 0)
      sink.warn(
        `by their sequence numbers ${parts.join(' and ')} are missing between those of this file: lost on their way`,
      )
    if (sessions.forgotten > 0)
      sink.warn(`${sessions.forgotten} templates and exporters were forgotten, as there were too many at once`)
  }
}

function isZero(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] !== 0) return false
  return true
}
