/** Containers that hold, or claim to hold, more than may be held. */
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { readCsvMessages } from '../../functions/normalise/envelopes/csv-messages.ts'
import { readJsonEvents } from '../../functions/normalise/envelopes/json-events.ts'
import { lineBatch } from '../../functions/normalise/envelopes/line-batch.ts'

const refused: string[] = []
const sink = {
  frame() {},
  reject: (reason: string, place: string, found: string) => void refused.push(`${place}: ${reason}: ${found}`),
  skip() {},
}

it('data that expand beyond their bound are refused, each in its place', () => {
  const bomb = gzipSync(Buffer.alloc(68_000_000)).toString('base64')
  const lines = lineBatch()
  const reader = readJsonEvents(lines, sink)
  reader.push(Buffer.from(`{"records":[{"data":"${bomb}"},{"data":"${gzipSync('line').toString('base64')}"}]}`))
  reader.end(false)
  expect(refused.splice(0)).toEqual(['object 1, record 1: bad_envelope: gzip of more than 67108864 bytes'])
  expect(Buffer.from(lines.take()).toString()).toBe('line\n')
})

it.each([
  ['a message', '{"logEvents":[{"message":"', '"}]}', /^object 1, event 1: too_long: more than 16777216 bytes$/],
  ['data', '{"awslogs":{"data":"', '"}}', /^object 1: too_long: more than 16777216 bytes$/],
])('%s of 200 MB is passed over, and what follows is read', (_, before, after, refusal) => {
  const lines = lineBatch()
  const reader = readJsonEvents(lines, sink)
  const much = Buffer.alloc(1_000_000, 'x')
  reader.push(Buffer.from(before))
  for (let i = 0; i < 200; i++) reader.push(much)
  reader.push(Buffer.from(`${after}{"message":"next"}`))
  reader.end(false)
  expect(refused.splice(0)).toEqual([expect.stringMatching(refusal)])
  expect(Buffer.from(lines.take()).toString()).toBe('next\n')
})

it('a quote that nothing ends costs a row of CSV, not the memory', () => {
  const lines = lineBatch()
  const reader = readCsvMessages(lines, sink, 0)
  reader.push(Buffer.from('message\n"'))
  for (let i = 0; i < 50; i++) reader.push(Buffer.alloc(1_000_000, 'x\n'))
  reader.end(false)
  expect(lines.take().length).toBe(65_538)
})

it('events and documents without number are told apart by place, of those that a format may still hold', () => {
  const lines = lineBatch()
  const reader = readJsonEvents(lines, sink)
  reader.push(Buffer.from('{"logEvents":['))
  let bytes = 0
  for (let i = 0; i < 300; i++) {
    reader.push(Buffer.from('{"message":"x"},'.repeat(1000)))
    bytes = Math.max(bytes, lines.take().length)
  }
  reader.push(Buffer.from('{"message":"last"}]}'))
  expect(bytes).toBe(2000)
  expect(lines.placeOf(lines.count)).toBe('object 1, event 300001')
  for (let i = 0; i < 300; i++) {
    reader.push(Buffer.from('{"message":"x"}'.repeat(1000)))
    lines.take()
  }
  reader.end(false)
  expect(lines.placeOf(lines.count)).toBe('object 300001, event 1')
  expect(lines.placeOf(lines.count - 65_536)).toBe('object 234465, event 1')
  expect(lines.placeOf(lines.count + 1)).toBeUndefined()
  expect(refused).toEqual([])
})
