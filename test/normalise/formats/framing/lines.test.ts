import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_UNIT_BYTES, type StreamFormat } from '../../../../functions/normalise/formats/format.ts'
import { firstLines, readLines } from '../../../../functions/normalise/formats/framing/lines.ts'
import { runsOf } from '../../../support/depth.ts'
import { type Recording, readWith } from '../../../support/recording-sink.ts'

const seed = 20_170_401

/** A format that keeps each line as a skip of its text. */
const echo: StreamFormat = {
  name: 'echo',
  title: 'echo',
  heartbeat: false,
  directions: 1,
  unit: 'line',
  access: 'stream',
  recognise: () => true,
  open: sink =>
    readLines(sink, (buffer, start, end) => sink.skip(Buffer.from(buffer.subarray(start, end)).toString('latin1'))),
}

const linesOf = (recording: Recording) => recording.skips.map(skip => skip.kind)

describe('framing lines', () => {
  it('ends lines with LF and with CRLF', () => {
    expect(linesOf(readWith(echo, 'one\ntwo\r\nthree\n'))).toEqual(['one', 'two', 'three'])
  })

  it('counts a last line without its end, and one whose CRLF was cut in the middle', () => {
    expect(linesOf(readWith(echo, 'one\ntwo'))).toEqual(['one', 'two'])
    expect(linesOf(readWith(echo, 'one\r\ntwo\r'))).toEqual(['one', 'two'])
  })

  it('reads nothing from an empty file', () => {
    expect(linesOf(readWith(echo, ''))).toEqual([])
  })

  it('skips lines of nothing but blanks, and counts them', () => {
    const recording = readWith(echo, '\n \t\r\none\n\r\n')
    expect(recording.skips).toEqual([
      { ordinal: 1, kind: 'blank' },
      { ordinal: 2, kind: 'blank' },
      { ordinal: 3, kind: 'one' },
      { ordinal: 4, kind: 'blank' },
    ])
  })

  it('drops a byte order mark at the start of the file only', () => {
    expect(linesOf(readWith(echo, '\uFEFFone\n\uFEFFtwo\n'))).toEqual(['one', '\xef\xbb\xbftwo'])
    expect(linesOf(readWith(echo, '\uFEFF\none'))).toEqual(['blank', 'one'])
  })

  it('keeps a CR that is not before LF, and NUL bytes', () => {
    expect(linesOf(readWith(echo, 'a\rb\0c\n'))).toEqual(['a\rb\0c'])
  })

  it.each(['\n', '\r\n', ''])('accepts a line of exactly the limit that ends with %j', lineEnd => {
    const recording = readWith(echo, `${'x'.repeat(MAX_UNIT_BYTES)}${lineEnd}`)
    expect(recording.skips.length).toBe(1)
    expect(recording.rejects).toEqual([])
  })

  it.each(['\n', '\r\n', ''])('rejects a line one byte over the limit that ends with %j', lineEnd => {
    const recording = readWith(echo, `${'x'.repeat(MAX_UNIT_BYTES + 1)}${lineEnd}next`)
    const merged = lineEnd === ''
    expect(recording.rejects.map(reject => reject.reason)).toEqual(['too_long'])
    expect(linesOf(recording)).toEqual(merged ? [] : ['next'])
  })

  it('drops the rest of a long line up to its LF, whatever the chunks', () => {
    const text = `one\n${'y'.repeat(3 * MAX_UNIT_BYTES)}\ntwo\n`
    for (const chunks of [[], [1000], [4 + MAX_UNIT_BYTES, 1], [70_000]]) {
      const recording = readWith(echo, text, { chunks })
      expect(linesOf(recording)).toEqual(['one', 'two'])
      expect(recording.rejects).toEqual([
        {
          ordinal: 2,
          reason: 'too_long',
          column: '',
          found: 'more than 65536 bytes',
          text: 'y'.repeat(MAX_UNIT_BYTES),
        },
      ])
      expect(recording.violations).toEqual([])
    }
  })

  it('holds no more than the limit of a line that never ends', () => {
    const chunk = new Uint8Array(1 << 20).fill(120)
    let framedBytes = 0
    let rejected = 0
    const sink = {
      frame: (_: number, buffer: Uint8Array) => {
        framedBytes = Math.max(framedBytes, buffer.length)
      },
      reject: () => {
        rejected++
      },
    }
    const reader = readLines(sink as never, () => expect.fail('no line'))
    for (let i = 0; i < 64; i++) reader.push(chunk)
    reader.end()
    expect(rejected).toBe(1)
    expect(framedBytes).toBeLessThanOrEqual(MAX_UNIT_BYTES + 1)
    expect(reader.framed).toBe(1)
  })

  it('gives the same lines however the bytes are split', () => {
    const piece = fc.constantFrom('\n', '\r', '\r\n', 'a', 'bc', ' ', '\t', '\0', '\uFEFF', 'x'.repeat(5000))
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 60 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }),
        (pieces, chunks) => {
          const text = pieces.join('')
          expect(readWith(echo, text, { chunks })).toEqual(readWith(echo, text))
        },
      ),
      { seed, numRuns: runsOf(300) },
    )
  })

  it('gives the same rejections around the limit however the bytes are split', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -3, max: 3 }),
        fc.constantFrom('\n', '\r\n', '\r\r\n', '', '\r'),
        fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 4 }),
        (over, lineEnd, chunks) => {
          const text = `${'z'.repeat(MAX_UNIT_BYTES + over)}${lineEnd}after`
          expect(readWith(echo, text, { chunks: [...chunks, 50_000] })).toEqual(readWith(echo, text))
        },
      ),
      { seed, numRuns: runsOf(100) },
    )
  })
})

describe('the first lines of a file', () => {
  const texts = (text: string, complete: boolean, limit = 10) => {
    const head = new TextEncoder().encode(text)
    return [...firstLines(head, complete, limit)].map(({ start, end }) =>
      Buffer.from(head).toString('utf8', start, end),
    )
  }

  it('leaves out blank lines, line ends and a byte order mark', () => {
    expect(texts('\uFEFFone\r\n\n  \ntwo\n', true)).toEqual(['one', 'two'])
  })

  it('leaves out a last line that may be cut', () => {
    expect(texts('one\ntw', false)).toEqual(['one'])
    expect(texts('one\ntw', true)).toEqual(['one', 'tw'])
  })

  it('stops at the limit', () => {
    expect(texts('1\n2\n3\n', true, 2)).toEqual(['1', '2'])
  })
})
