/** A JSON object around each line, as Docker, journald, Firehose and shippers of logs write it. */
import type { Envelope } from './envelope.ts'

/**
 * Keys of the line inside: Docker's json-file driver `log`, journald (`journalctl -o json`) `MESSAGE`; Fluent Bit, Vector,
 * Filebeat and transformations of Firehose `message`.
 */
const KEYS = ['log', 'MESSAGE', 'message'] as const
/** Cheaper than parsing what cannot be one. */
const LIKELY = /^\s*\{.*"(?:log|MESSAGE|message)"\s*:/s

export const jsonLine: Envelope = {
  name: 'a JSON object around each line',
  inside(line) {
    if (!LIKELY.test(line)) return undefined
    const wrapped = parsed(line)
    if (typeof wrapped !== 'object' || wrapped === null) return undefined
    const fields = new Map<string, unknown>(Object.entries(wrapped))
    const inside = KEYS.map(key => fields.get(key))
    // Filebeat has an object `log` beside the `message`. Line ends at the end are the log's, those within would make two lines.
    const text = inside.find(value => typeof value === 'string')
    if (text !== undefined) return text.replace(/[\r\n]+$/, '').replace(/[\r\n]+/g, ' ')
    const object = inside.find(value => typeof value === 'object' && value !== null && !Array.isArray(value))
    return object === undefined ? undefined : JSON.stringify(object)
  },
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
