import { parseAddressBytes } from '../../../lib/addresses.ts'
import type { RejectReason } from '../../rejects.ts'
import {
  ACCEPT,
  BY_LOG,
  DENY,
  type RecordSink,
  SOURCE,
  type StreamFormat,
  type StreamReader,
  type UploadContext,
} from '../format.ts'
import { bytesEqual, bytesOf, decodeText, foundText } from '../framing/fields.ts'
import { keptString } from '../framing/kept-string.ts'
import { firstLines, readLines } from '../framing/lines.ts'
import { parseWhole } from '../framing/numbers.ts'
import { hasPorts } from '../framing/protocols.ts'
import { zonelessTimes } from '../framing/time-zones.ts'
import { Pairs } from './pairs.ts'
import { dateTimeMs, eventTimeMs, NO_ZONE } from './times.ts'

const KEYS = [
  ...['type', 'logid', 'action', 'date', 'time', 'tz', 'eventtime', 'duration', 'devid', 'vd'],
  ...['srcip', 'dstip', 'srcport', 'dstport', 'proto', 'sentbyte', 'rcvdbyte', 'sentpkt', 'rcvdpkt'],
] as const
type Key = (typeof KEYS)[number]
const places = Object.fromEntries(KEYS.map((key, place) => [key, place])) as Record<Key, number>
const bitsOf = (...keys: Key[]): number => keys.reduce((bits, key) => bits | (1 << places[key]), 0)
/** What is not read where there is `eventtime`: FortiAnalyzer adds a `tz` of its own. */
const WALL_CLOCK = bitsOf('date', 'time', 'tz')

const [traffic, start, deny] = ['traffic', 'start', 'deny'].map(bytesOf) as [Uint8Array, Uint8Array, Uint8Array]
/** Message ids, the last digits of `logid`: what is said of a session while it lasts; its last message counts all of it. */
const STATISTICS = bytesOf('000020')
const MAX = Number.MAX_SAFE_INTEGER
const UNSET = -1
const BAD = -2
/** Lines of a head that are looked at: a log holds other types beside traffic. */
const LOOKED_AT = 32

/**
 * Traffic logs of FortiGate (FortiOS 5.6 to 7.6), `key=value` a line, as a syslog server, a disk or FortiAnalyzer has them.
 *
 * - Recognised by a line with type traffic and the keys srcip, dstip and logid among the first 32.
 * - A record is a session that ended, or was denied: messages at its start (action `start`) and while it lasts (id 20,
 *   LOG_ID_TRAFFIC_STAT, whose counters are in the last one again) are skipped as `session_start` and `session_statistics`.
 * - The message is of the session's end; it began `duration` (whole seconds) before.
 * - Other types (`utm`, `event`) are skipped as `event:<type>`.
 * - A line of traffic with a key twice of those that are read is rejected: two that were joined have each twice.
 * - Exporter: devid and vd, as each virtual domain counts a session that passes two of them.
 */
export const fortigateTraffic: StreamFormat = {
  name: 'fortigate-traffic',
  title: 'FortiGate traffic logs',
  heartbeat: false,
  directions: 2,
  unit: 'line',
  access: 'stream',
  recognise(head, complete) {
    const pairs = new Pairs(KEYS)
    for (const line of firstLines(head, complete, LOOKED_AT)) {
      pairs.read(head, line.start, line.end)
      const isTraffic = bytesEqual(head, pairs.startOf(places.type), pairs.endOf(places.type), traffic)
      if (isTraffic && pairs.has(places.srcip) && pairs.has(places.dstip) && pairs.has(places.logid)) return true
    }
    return false
  },
  open: openTraffic,
}

function openTraffic(sink: RecordSink, context: UploadContext): StreamReader {
  const { draft, strings } = sink
  const pairs = new Pairs(KEYS)
  const folder = keptString(strings, bytesOf(context.keyExporter))
  const zoneless = zonelessTimes(sink, context, NO_ZONE)

  const bytesAt = (key: Key): Uint8Array =>
    pairs.has(places[key]) ? pairs.buffer.subarray(pairs.startOf(places[key]), pairs.endOf(places[key])) : none
  const textOf = (key: Key): string => decodeText(pairs.buffer, pairs.startOf(places[key]), pairs.endOf(places[key]))
  const is = (key: Key, word: Uint8Array): boolean =>
    pairs.has(places[key]) && bytesEqual(pairs.buffer, pairs.startOf(places[key]), pairs.endOf(places[key]), word)

  /** Rejects the line: `missing_field` where it has no such key. Returns false. */
  function refuse(reason: RejectReason, key: Key): false {
    const isThere = pairs.has(places[key])
    const found = isThere ? foundText(pairs.buffer, pairs.startOf(places[key]), pairs.endOf(places[key])) : 'nothing'
    sink.reject(isThere ? reason : 'missing_field', key, found)
    return false
  }

  /** Whole number of at most `max`; UNSET or BAD. */
  function whole(key: Key, max: number): number {
    if (!pairs.has(places[key])) return UNSET
    const value = parseWhole(pairs.buffer, pairs.startOf(places[key]), pairs.endOf(places[key]))
    return value >= 0 && value <= max ? value : BAD
  }

  /** The first key that this line has twice, of those that are read; undefined where there is none. */
  function keyTwice(): Key | undefined {
    const repeated = pairs.repeated & (pairs.has(places.eventtime) ? ~WALL_CLOCK : ~0)
    return repeated === 0 ? undefined : KEYS.find(key => (repeated & (1 << places[key])) !== 0)
  }

  function readTimes(): boolean {
    const isEvent = pairs.has(places.eventtime)
    const endMs = isEvent
      ? eventTimeMs(pairs.buffer, pairs.startOf(places.eventtime), pairs.endOf(places.eventtime))
      : dateTimeMs([bytesAt('date'), bytesAt('time'), bytesAt('tz')], zoneless)
    if (Number.isNaN(endMs)) return refuse('bad_time', isEvent ? 'eventtime' : pairs.has(places.date) ? 'time' : 'date')
    const seconds = whole('duration', MAX / 1000)
    if (seconds === BAD) return refuse('bad_number', 'duration')
    draft.endMs = endMs
    draft.startMs = endMs - Math.max(0, seconds) * 1000
    return true
  }

  function readEnds(): boolean {
    const { srcip, dstip } = places
    if (!pairs.has(srcip) || !parseAddressBytes(pairs.buffer, pairs.startOf(srcip), pairs.endOf(srcip), draft.source))
      return refuse('bad_address', 'srcip')
    if (
      !pairs.has(dstip) ||
      !parseAddressBytes(pairs.buffer, pairs.startOf(dstip), pairs.endOf(dstip), draft.destination)
    )
      return refuse('bad_address', 'dstip')
    draft.protocol = whole('proto', 255)
    if (draft.protocol < 0) return refuse('bad_number', 'proto')
    if (!hasPorts(draft.protocol)) return true
    draft.sourcePort = whole('srcport', 65_535)
    if (draft.sourcePort === BAD) return refuse('bad_number', 'srcport')
    draft.destinationPort = whole('dstport', 65_535)
    return draft.destinationPort !== BAD || refuse('bad_number', 'dstport')
  }

  /** A counter; NaN where there is none; undefined where the line was rejected. */
  function counter(key: Key): number | undefined {
    const value = whole(key, MAX)
    if (value === BAD) refuse('bad_number', key)
    return value === BAD ? undefined : value === UNSET ? Number.NaN : value
  }

  function readCounters(): boolean {
    const sentBytes = counter('sentbyte')
    const receivedBytes = sentBytes === undefined ? undefined : counter('rcvdbyte')
    const sentPackets = receivedBytes === undefined ? undefined : counter('sentpkt')
    const receivedPackets = sentPackets === undefined ? undefined : counter('rcvdpkt')
    if (sentBytes === undefined || receivedBytes === undefined) return false
    if (sentPackets === undefined || receivedPackets === undefined) return false
    draft.sourceBytes = sentBytes
    draft.destinationBytes = receivedBytes
    draft.sourcePackets = sentPackets
    draft.destinationPackets = receivedPackets
    return true
  }

  /** FortiOS counts nothing of what it stops, which was one packet at least: its counters are unknown, and nothing came back. */
  function setDenied(): void {
    draft.action = DENY
    if (draft.sourcePackets === 0) draft.sourceBytes = draft.sourcePackets = Number.NaN
    draft.destinationBytes = draft.destinationPackets = 0
  }

  function takeSession(): void {
    draft.reset()
    if (!readEnds() || !readTimes() || !readCounters()) return
    const { action, devid, vd } = places
    if (is('action', deny)) setDenied()
    else draft.action = ACCEPT
    draft.state = pairs.has(action) ? strings.fromBytes(pairs.buffer, pairs.startOf(action), pairs.endOf(action)) : 0
    draft.began = SOURCE
    draft.beganBy = BY_LOG
    draft.sampling = 1
    const device = pairs.has(devid) ? textOf('devid') : ''
    draft.exporter = device === '' ? folder() : strings.fromString(pairs.has(vd) ? `${device}/${textOf('vd')}` : device)
    sink.record()
  }

  return readLines(sink, (buffer, from, end) => {
    pairs.read(buffer, from, end)
    const twice = keyTwice()
    if (!pairs.has(places.type)) refuse('missing_field', 'type')
    else if (!is('type', traffic)) sink.skip(`event:${typeWord(textOf('type'))}`)
    else if (twice !== undefined) sink.reject('repeated_field', twice, `${twice} twice`)
    else if (is('action', start)) sink.skip('session_start')
    else if (pairs.has(places.logid) && endsWith(bytesAt('logid'), STATISTICS)) sink.skip('session_statistics')
    else takeSession()
  })
}

const none = new Uint8Array(0)

function endsWith(bytes: Uint8Array, ending: Uint8Array): boolean {
  return bytesEqual(bytes, Math.max(0, bytes.length - ending.length), bytes.length, ending)
}

const TYPES: ReadonlySet<string> = new Set(['utm', 'event', 'dns', 'anomaly', 'app-ctrl', 'virus', 'webfilter', 'ips'])
/** Kinds of what is skipped are few, whatever a log says. */
const typeWord = (type: string): string => (TYPES.has(type) ? type : 'other')
