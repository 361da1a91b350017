import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { overlappingUploads, type TimedUpload } from '../../functions/publish/overlaps.ts'

const DAY = '2024-03-01'
const at = (clock: string) => Date.parse(`${DAY}T${clock}Z`)
const slots = (fromMs: number, toMs: number) =>
  Array.from({ length: 96 }, (_, i) => {
    const slotMs = Date.parse(DAY) + i * 900_000
    return slotMs <= toMs && slotMs + 900_000 > fromMs ? '1' : '0'
  }).join('')
const upload = (uploadId: string, from: string, to: string, exporter = 'eni-1'): TimedUpload => ({
  uploadId,
  key: `logs/${uploadId}`,
  firstMs: at(from),
  lastMs: at(to),
  liveness: [{ exporter, slots: slots(at(from), at(to)) }],
})
const overlapping = (...uploads: TimedUpload[]) => [...overlappingUploads(DAY, uploads).keys()].sort()

describe('uploads of a day overlap', () => {
  it('where times of one exporter do, to the millisecond', () => {
    expect(overlapping(upload('a', '01:00', '01:05'), upload('b', '01:05:00.001', '01:10'))).toEqual([])
    expect(overlapping(upload('a', '01:00', '01:05'), upload('b', '01:05', '01:10'))).toEqual(['a', 'b'])
  })

  it('in order of their keys, whatever their ids are', () => {
    const named = (uploadId: string, key: string) => ({ ...upload(uploadId, '01:00', '02:00'), key })
    const places = overlappingUploads(DAY, [named('a', 'logs/3'), named('b', 'logs/1'), named('c', 'logs/2')])
    expect(Object.fromEntries(places)).toEqual({ a: 3, b: 1, c: 2 })
  })

  it('not where exporters differ', () => {
    expect(overlapping(upload('a', '01:00', '02:00'), upload('b', '01:30', '03:00', 'eni-2'))).toEqual([])
  })

  it('all of them, where one holds the others', () => {
    const hours = [upload('b', '01:00', '01:59'), upload('c', '02:00', '02:59'), upload('d', '09:00', '09:59')]
    expect(overlapping(upload('a', '00:30', '03:30'), ...hours)).toEqual(['a', 'b', 'c'])
  })

  it('not on a day on which one of them has only times', () => {
    const other = { ...upload('b', '01:00', '02:00'), liveness: [{ exporter: 'eni-1', slots: '0'.repeat(96) }] }
    expect(overlapping(upload('a', '01:00', '02:00'), other)).toEqual([])
  })

  it('as every pair of them says', () => {
    const minute = fc.integer({ min: 0, max: 300 })
    fc.assert(
      fc.property(fc.array(fc.tuple(minute, minute, fc.constantFrom('x', 'y')), { maxLength: 9 }), spans => {
        const uploads = spans.map(([a, b, exporter], i) => ({
          uploadId: `u${i}`,
          key: `logs/${i}`,
          firstMs: Date.parse(DAY) + Math.min(a, b) * 60_000,
          lastMs: Date.parse(DAY) + Math.max(a, b) * 60_000,
          liveness: [
            {
              exporter,
              slots: slots(Date.parse(DAY) + Math.min(a, b) * 60_000, Date.parse(DAY) + Math.max(a, b) * 60_000),
            },
          ],
        }))
        const expected = uploads.filter(one =>
          uploads.some(
            other =>
              other !== one &&
              other.liveness[0]?.exporter === one.liveness[0]?.exporter &&
              other.firstMs <= one.lastMs &&
              one.firstMs <= other.lastMs,
          ),
        )
        expect(overlapping(...uploads)).toEqual(expected.map(({ uploadId }) => uploadId).sort())
      }),
    )
  })
})
