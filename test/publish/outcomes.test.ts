import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { outcomeRows } from '../../functions/publish/outcomes.ts'
import { eachMemoryRun } from '../support/each-memory-run.ts'
import type { MemoryRun } from '../support/memory-run.ts'
import { put, SMALL_NETWORKS, vpcText } from '../support/small-logs.ts'

const DAY = '2024-03-01'

let uploads: string
let run: MemoryRun

eachMemoryRun(SMALL_NETWORKS, own => {
  ;({ uploads, run } = own)
})

const told = () =>
  run.rows("select dt, source, format, outcome, uploads, example from uploads where dt > '2000' order by 1, 2, 3, 4")

async function deliver(): Promise<void> {
  await run.deliver()
  await run.publish()
}

describe('what became of the uploads of a day', () => {
  it('names copies, and the key that counts only as such', async () => {
    put(uploads, 'a/one.log', vpcText([DAY], 10))
    put(uploads, 'b/copy.log', vpcText([DAY], 10))
    put(uploads, 'b/copy-2.log', vpcText([DAY], 10))
    await deliver()
    expect(await told()).toEqual([
      [DAY, 'a', 'aws-vpc', 'counts', 1, 'a/one.log'],
      [DAY, 'b', 'aws-vpc', 'copy', 2, 'b/copy-2.log'],
    ])
  })

  it('names a copy that comes after the day was published', async () => {
    put(uploads, 'b/one.log', vpcText([DAY], 10))
    await deliver()
    put(uploads, 'a/copy.log', vpcText([DAY], 10))
    await deliver()
    expect(await told()).toEqual([
      [DAY, 'a', 'aws-vpc', 'counts', 1, 'a/copy.log'],
      [DAY, 'b', 'aws-vpc', 'copy', 1, 'b/one.log'],
    ])
  })

  it('names nothing of what was overwritten: whether anyone read it before is chance', async () => {
    put(uploads, 'a/one.log', vpcText([DAY], 10))
    put(uploads, 'a/two.log', vpcText([DAY], 30))
    await deliver()
    put(uploads, 'a/one.log', vpcText([DAY], 20))
    put(uploads, 'a/two.log', vpcText([DAY], 30))
    await deliver()
    expect(await told()).toEqual([[DAY, 'a', 'aws-vpc', 'counts', 2, 'a/one.log']])
  })

  it('names cut uploads: they count', async () => {
    const whole = gzipSync(vpcText([DAY], 10))
    writeFileSync(join(uploads, 'one.log.gz'), whole.subarray(0, whole.length - 4))
    await deliver()
    expect(await told()).toEqual([[DAY, 'local', 'aws-vpc', 'cut', 1, 'one.log.gz']])
  })

  it('names uploads in no known format on the day that their key says, also where nothing else is of the day', async () => {
    put(uploads, 'a/2024/03/01/notes.txt', 'nothing that a log would hold\n')
    put(uploads, 'a/2024/03/02/notes.txt', 'something else that no log would hold\n')
    put(uploads, 'a/one.log', vpcText([DAY], 10))
    await deliver()
    expect(await told()).toEqual([
      [DAY, 'a', '', 'unknown', 1, 'a/2024/03/01/notes.txt'],
      [DAY, 'a', 'aws-vpc', 'counts', 1, 'a/one.log'],
      ['2024-03-02', 'a', '', 'unknown', 1, 'a/2024/03/02/notes.txt'],
    ])
    rmSync(join(uploads, 'a/2024/03/02/notes.txt'))
    await run.remove('a/2024/03/02/notes.txt')
    await run.publish()
    expect(await told()).toHaveLength(2)
  })

  it('names uploads that claim more bytes than a day can hold: they do not count, the others do', async () => {
    put(uploads, 'a/one.log', vpcText([DAY], 10))
    // 2^53 bytes in 12 hours and a half are what a link could carry, nine of them in one day are not.
    const start = Date.parse(DAY) / 1000
    const line = (i: number) =>
      `5 eni-1 10.1.0.${i} 93.184.216.34 ${40_000 + i} 443 6 10 9007199254740991 ${start} ${start + 45_100} ACCEPT OK 3\n`
    const lines = Array.from({ length: 9 }, (_, i) => line(i))
    put(uploads, 'b/nine.log', vpcText([], 1) + lines.join(''))
    put(uploads, 'c/one.log', vpcText([], 1) + line(20))
    await deliver()
    expect(await told()).toEqual([
      [DAY, 'a', 'aws-vpc', 'counts', 1, 'a/one.log'],
      [DAY, 'b', 'aws-vpc', 'implausible', 1, 'b/nine.log'],
      [DAY, 'c', 'aws-vpc', 'counts', 1, 'c/one.log'],
    ])
    expect(await run.rows("select source, count(*) from flows where dt > '2000' group by 1 order by 1")).toEqual([
      ['a', 6],
      ['c', 1],
    ])
  })

  it('adds up uploads and records by source, format and outcome', () => {
    const of = (key: string, began: number, format = 'zeek-conn') => ({
      outcome: 'copy' as const,
      upload: { source: 'a', format, key, began },
    })
    expect(outcomeRows([of('a/z', 3), of('a/b', 4), of('a/c', 5, '')])).toEqual([
      ['a', '', 'copy', 1, 5, 'a/c'],
      ['a', 'zeek-conn', 'copy', 2, 7, 'a/b'],
    ])
  })
})
