/** Which container the first bytes of a file are of, and the lines that come out of it. */
import type { UnitSink } from '../formats/format.ts'
import { firstLines } from '../formats/framing/lines.ts'
import type { Container } from './container.ts'
import { messageColumn, readCsvMessages } from './csv-messages.ts'
import { type EventsKind, readJsonEvents } from './json-events.ts'
import { lineBatch } from './line-batch.ts'

const nobody: UnitSink = { frame() {}, reject() {}, skip() {} }

const NAMES: Record<EventsKind, string> = {
  events: 'events of CloudWatch Logs',
  message: 'a JSON object around each line',
  data: 'base64 in JSON',
}

/** The container of a file with these first bytes (all of it where `complete`), and the first lines that are in it. */
export function containerOf(
  head: Uint8Array,
  complete: boolean,
): { container: Container; inside: Uint8Array } | undefined {
  const [first] = firstLines(head, complete, 1)
  const text = new TextDecoder().decode(head.subarray(first?.start ?? 0, first?.end ?? head.length))
  return /^\s*[[{]/.test(text) ? jsonOf(head) : first === undefined ? undefined : csvOf(head, complete, text)
}

function jsonOf(head: Uint8Array) {
  const lines = lineBatch()
  const reader = readJsonEvents(lines, nobody, true)
  reader.push(head)
  reader.end(false)
  const { kind, controls } = reader
  if (kind === undefined && controls === 0) return undefined
  const inside = lines.take()
  if (kind === 'data' && !isText(inside)) return undefined
  return { container: { name: NAMES[kind ?? 'events'], open: readJsonEvents }, inside }
}

function csvOf(head: Uint8Array, complete: boolean, header: string) {
  const column = messageColumn(header)
  if (column < 0) return undefined
  const lines = lineBatch()
  const open: Container['open'] = (to, sink) => readCsvMessages(to, sink, column)
  const reader = open(lines, nobody)
  reader.push(head)
  reader.end(!complete)
  return { container: { name: 'a column of CSV', open }, inside: lines.take() }
}

/** Whether it can be lines of a log: base64 may stand for anything. */
function isText(bytes: Uint8Array): boolean {
  const isControl = (byte: number) => byte < 32 && (byte < 9 || byte > 13)
  return !bytes.some(isControl) && !new TextDecoder().decode(bytes, { stream: true }).includes('\ufffd')
}
