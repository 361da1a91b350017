/** Documents as consoles and storage accounts hand them over: all on one line, or printed, or not yet at their end. */
import { describe, expect, it } from 'vitest'
import type { StreamFormat } from '../../../functions/normalise/formats/format.ts'
import { formatOf, recogniseFormat } from '../../../functions/normalise/formats/index.ts'
import { runsOf } from '../../support/depth.ts'
import { sampleOf } from '../../support/format-samples.ts'
import { type Recording, readWith } from '../../support/recording-sink.ts'

const HEAD_BYTES = 65_536
/** Of the sample: a line of a megabyte or less, or of ten. */
const COPIES = runsOf(4000)

function streamNamed(name: string): StreamFormat {
  const format = formatOf(name)
  if (format?.access !== 'stream') throw new Error(`expected a format of streams, found ${name}`)
  return format
}

/** What the rows say, wherever they stand. */
const saysOf = ({ rows }: Recording) => rows.map(({ ordinal: _, ...row }) => row)

/** In chunks as a file gives them. */
function readDocument(format: StreamFormat, text: string): Recording {
  const bytes = new TextEncoder().encode(text)
  const head = bytes.subarray(0, HEAD_BYTES)
  expect(recogniseFormat(head, bytes.length <= HEAD_BYTES)?.name).toBe(format.name)
  const recording = readWith(format, bytes, { chunks: [HEAD_BYTES] })
  expect(recording.violations).toEqual([])
  return recording
}

/** The document holds the sample so many times; each copy is the same rows. */
function expectCopies(format: StreamFormat, text: string, count: number): void {
  const recording = readDocument(format, text)
  const once = saysOf(readWith(format, sampleOf(format.name)))
  expect(recording.rejects).toEqual([])
  expect(recording.rows).toHaveLength(once.length * count)
  for (let at = 0; at < count; at += Math.ceil(count / 20)) {
    expect(saysOf({ ...recording, rows: recording.rows.slice(at * once.length, (at + 1) * once.length) })).toEqual(once)
  }
}

const recordsIn = (text: string): object[] => {
  const { records }: { records: object[] } = JSON.parse(text)
  return records
}

/** The objects of a sample. */
const objectsOf = (name: string): object[] => {
  const text = new TextDecoder().decode(sampleOf(name))
  return name.startsWith('azure')
    ? recordsIn(text)
    : text
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
}

const repeated = (objects: readonly object[], count: number): object[] =>
  Array.from({ length: count }, () => objects).flat()

describe.each(['suricata-eve', 'gcp-vpc', 'ocsf-network', 'azure-nsg', 'azure-vnet'])('%s', name => {
  const format = streamNamed(name)
  const objects = objectsOf(name)
  const around = (json: string) => (name.startsWith('azure') ? `{"records":${json}}` : json)

  it('in an array on one line is read to its end, however long it is', () => {
    expectCopies(format, around(JSON.stringify(repeated(objects, COPIES))), COPIES)
  })

  it('in an array that is printed over many lines is read the same', () => {
    const few = Math.ceil(COPIES / 10)
    expectCopies(format, around(JSON.stringify(repeated(objects, few), null, 2)), few)
  })

  it('that ends in the middle, as a blob that is still written to, counts as far as it is whole', () => {
    const text = around(JSON.stringify(repeated(objects, 8)))
    const whole = saysOf(readWith(format, text))
    let most = 0
    for (let cut = 1; cut < text.length; cut += 331) {
      const found = readWith(format, text.slice(0, cut))
      expect(found.violations).toEqual([])
      expect(saysOf(found)).toEqual(whole.slice(0, found.rows.length))
      expect(found.rejects.length).toBeLessThanOrEqual(1)
      most = Math.max(most, found.rows.length)
    }
    expect(most).toBeGreaterThan(whole.length * 0.8)
  })
})
