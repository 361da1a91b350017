import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { deliverCreated } from '../../../functions/normalise/deliver.ts'
import { findUploads } from '../../../infra/local/find-uploads.ts'
import { openUploads } from '../../../infra/local/uploads.ts'
import { startLakeRun } from '../../support/lake-run.ts'
import { put } from '../../support/small-logs.ts'

const folder = mkdtempSync(join(tmpdir(), 'uploads-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('the memory of keys', () => {
  it('keeps every key that was added side by side, and nothing half written beside it', async () => {
    const memory = join(folder, 'memory', 'uploads.json')
    const files = Array.from({ length: 40 }, (_, at) => {
      put(folder, `logs/${at}.log`, `${at}\n`)
      return { key: `logs/${at}.log`, root: folder, isNamed: false }
    })
    const uploads = await openUploads(memory)
    await Promise.all(files.map(file => uploads.add([file])))
    const again = await openUploads(memory)
    const keys: string[] = []
    for await (const { key } of again.list('')) keys.push(key)
    expect(keys).toEqual(files.map(({ key }) => key).sort())
    expect(readdirSync(join(folder, 'memory'))).toEqual(['uploads.json'])
  })
})

describe('a folder whose children are dates, as Zeek archives', () => {
  const header = '#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state'
  const line = (day: string) => `${header}\n${Date.parse(day) / 1000}\t10.1.0.9\t40000\t93.184.216.34\t443\ttcp\tSF\n`

  it.each([
    ['/', 'the folder itself'],
    ['/2024-03-01/conn.00:00:00-01:00:00.log', 'one file of it'],
    ['/2024-03-02', 'one day of it'],
  ])('is one source and one exporter, by its name (%s: %s)', async argument => {
    const logs = join(folder, 'zeek', 'logs')
    for (const day of ['2024-03-01', '2024-03-02']) put(logs, `${day}/conn.00:00:00-01:00:00.log`, line(day))
    const run = await startLakeRun('cidr,name\n10.1.0.0/16,office\n')
    try {
      const files = await findUploads([`${logs}${argument}`], folder)
      await run.uploads.add(files)
      for (const { key } of files) {
        const { receipt } = await deliverCreated(key, await run.delivery(run.reference))
        expect([receipt?.source, receipt?.liveness.map(({ exporter }) => exporter)]).toEqual(['logs', ['logs']])
      }
      expect(files.length).toBe(argument === '/' ? 2 : 1)
    } finally {
      await run.end()
    }
  })
})

describe('folders that a command writes to', () => {
  const root = join(folder, 'own')
  const logs = join(root, 'logs')
  for (const file of ['a.log', 'reports/index.html', 'team/lake/flows.parquet', 'team/b.log']) put(logs, file, 'x\n')
  symlinkSync(logs, join(root, 'link'))
  const own = new Map([
    [join(logs, 'reports'), 'reports are written there (--out)'],
    [join(logs, 'team/lake'), 'the lake lies there (--lake)'],
    [join(root, 'elsewhere'), 'nothing'],
  ])

  it.each([['logs'], ['link']])('are left out below a folder that is named, and told (%s)', async named => {
    const told: string[] = []
    const leftOut = (path: string, why: string) => told.push(`${path}: ${why}`)
    const files = await findUploads([named], root, { leftOut, own })
    expect(files.map(({ key }) => key)).toEqual(['a.log', 'team/b.log'])
    expect(told.sort()).toEqual([
      `${join(root, named, 'reports')}: reports are written there (--out), not logs`,
      `${join(root, named, 'team/lake')}: the lake lies there (--lake), not logs`,
    ])
  })

  it('are read where they are named themselves, or one of their files is', async () => {
    for (const argument of ['logs/reports', 'logs/reports/index.html'])
      expect(await findUploads([argument], root, { own })).toHaveLength(1)
  })
})
