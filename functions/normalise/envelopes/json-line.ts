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
    for (const key of KEYS) {
      const inside = fields.get(key)
      // An object inside is on one line; line ends within text would make two of one.
      if (typeof inside === 'string') return inside.trimEnd().replace(/[\r\n]+/g, ' ')
      if (typeof inside === 'object' && inside !== null && !Array.isArray(inside)) return JSON.stringify(inside)
    }
    return undefined
  },
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
