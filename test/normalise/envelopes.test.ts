import { describe, expect, it } from 'vitest'
import { jsonLine } from '../../functions/normalise/envelopes/json-line.ts'
import { leadingTime } from '../../functions/normalise/envelopes/leading-time.ts'
import { syslog } from '../../functions/normalise/envelopes/syslog.ts'
import { unwrapHead, unwrapLines } from '../../functions/normalise/envelopes/unwrap-lines.ts'

async function unwrapped(text: string, size: number): Promise<string> {
  async function* chunks() {
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  const parts: Uint8Array[] = []
  for await (const part of unwrapLines(chunks(), [leadingTime])) parts.push(part)
  return Buffer.concat(parts).toString()
}

describe('an envelope', () => {
  it.each([
    [syslog, '<13>Nov 24 00:00:03 host suricata: {"a":1}', '{"a":1}'],
    [syslog, 'Nov  4 00:00:03 host suricata[812]: {"a":1}', '{"a":1}'],
    [syslog, '<134>1 2026-11-24T00:00:03.5Z host app 12 id - {"a":1}', '{"a":1}'],
    [syslog, '<134>1 2026-11-24T00:00:03Z - - - - [x@1 a="]\\""] \ufeff2 3 eni', '2 3 eni'],
    [leadingTime, '2026-11-24T00:00:03.000Z 2 3 eni', '2 3 eni'],
    [leadingTime, '2016-10-06T00:17:09.669794202+02:00 stderr P 2 3', '2 3'],
    [jsonLine, '{"log":"2 3 eni\\n","stream":"stdout"}', '2 3 eni'],
    [jsonLine, '{"@timestamp":"x","message":"a\\nb"}', 'a b'],
    [jsonLine, '{"message":{"a":1}}', '{"a":1}'],
    [jsonLine, '{"log":{"file":{"path":"x"}},"message":"2 3 eni"}', '2 3 eni'],
    [jsonLine, '{"message":"1|2|\\t \\r\\n"}', '1|2|\t '],
  ])('of %o is taken off %s', (envelope, line, inside) => {
    expect(envelope.inside(line)).toBe(inside)
  })

  it.each([
    [syslog, '2 123 eni-1 10.0.0.1 8.8.8.8 1 2 6 1 1 1 2 ACCEPT OK'],
    [syslog, '{"timestamp":"Nov 24 00:00:03 host a: b"}'],
    [leadingTime, '2026-11-24,00:00:03,10.0.0.1'],
    [jsonLine, '{"message":5}'],
    [jsonLine, '{"message":"cut'],
    [jsonLine, '["message"]'],
  ])('of %o is not seen on %s', (envelope, line) => {
    expect(envelope.inside(line)).toBeUndefined()
  })
})

describe('lines out of their envelopes', () => {
  const time = '2026-11-24T00:00:03Z '
  const long = 'x'.repeat(70_000)

  it('stay in their places, and those without one, blank and too long ones as they are, however they are split', async () => {
    const text = `${time}one\n\n  \nbare\r\n${time}${long}\n${time}last`
    for (const size of [1, 100, 65_536, 1_000_000]) {
      const lines = (await unwrapped(text, size)).split('\n')
      expect(lines.map(line => (line.length > 100 ? 'long' : line))).toEqual(['one', '', '', 'bare', 'long', 'last'])
      expect(lines[4]?.length).toBe(65_537)
    }
  })

  it('of a head are the whole ones', () => {
    const head = Buffer.from(`${time}one\n${time}tw`)
    expect(Buffer.from(unwrapHead(head, false, [leadingTime])).toString()).toBe('one')
    expect(Buffer.from(unwrapHead(head, true, [leadingTime])).toString()).toBe('one\ntw')
  })
})
