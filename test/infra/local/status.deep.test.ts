/** `npm run status` of a lake of this machine. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { noteFailure } from '../../../functions/lib/ledger/failures.ts'
import { createFolderStore } from '../../../functions/lib/local/folder-store.ts'
import {
  contentsOf,
  currentReference,
  hashOfReference,
  type ReferenceFiles,
  readReferenceFiles,
} from '../../../functions/lib/reference/reference-set.ts'
import { run } from '../../support/command-line.ts'
import { put, SMALL_NETWORKS, vpcText } from '../../support/small-logs.ts'

const folder = mkdtempSync(join(tmpdir(), 'status-'))
const logs = join(folder, 'logs')
const place = join(folder, 'lake')
const lake = createFolderStore(join(place, 'lake'))

interface Line {
  what: string
  state: string
  number: number
  detail: string
  advice: string
}

/** Its lines by what they are of, and how it ended. */
async function status(): Promise<{ lines: Map<string, Line>; code: number }> {
  const { out, code, err } = await run('status', '--lake', place, '--json')
  expect(err).toBe('')
  const lines: Line[] = JSON.parse(out)
  return { lines: new Map(lines.map(line => [line.what, line])), code }
}

beforeAll(async () => {
  writeFileSync(join(folder, 'networks.csv'), SMALL_NETWORKS)
  put(logs, 'a/first.log', vpcText(['2024-03-01'], 10))
  const out = ['--networks', join(folder, 'networks.csv'), '--lake', place, '--out', join(folder, 'reports')]
  expect((await run('start', logs, ...out)).failed).toBe(false)
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('npm run status', () => {
  it('of a lake with which all is well ends with 0, and says when the next report is due', async () => {
    const { lines, code } = await status()
    expect(code).toBe(0)
    expect([...lines.values()].map(({ what, state, number }) => [what, state, number])).toEqual([
      ['uploads waiting', 'ok', 0],
      ['uploads gone', 'ok', 0],
      ['days unpublished', 'ok', 0],
      ['reports due', 'ok', 0],
    ])
    expect(lines.get('reports due')?.detail).toMatch(/^next (?:daily, \S+ 06|weekly, \S+ 07|quarterly, \S+ 08):00 UTC$/)
  })

  it('says what waits and what is gone, and how it is read', async () => {
    put(logs, 'a/first.log', vpcText(['2024-03-01'], 20))
    const changed = (await status()).lines.get('uploads waiting')
    expect(changed).toMatchObject({ number: 1, detail: 'a/first.log', state: 'ok' })
    expect(changed?.advice).toMatch(/^npm start -- <files> --lake /)
    rmSync(join(logs, 'a/first.log'))
    expect((await status()).lines.get('uploads gone')).toMatchObject({ number: 1 })
    put(logs, 'a/first.log', vpcText(['2024-03-01'], 10))
  })

  it('says which day fails and why, and ends with 1', async () => {
    await lake.put('dirty/dt=2024-03-01/one', '')
    await lake.put('dirty/dt=2024-03-02/one', '')
    await noteFailure(lake, '2024-03-01', new Error('day 2024-03-01: expected this,\n found that'))
    const { lines, code } = await status()
    expect(code).toBe(1)
    expect(lines.get('days unpublished')).toMatchObject({ number: 1, state: 'ok' })
    expect(lines.get('days unpublished')?.detail).toMatch(
      /^2024-03-02; npm start -- .* publishes them|^2024-03-02; npm/,
    )
    const failing = lines.get('day failing')
    expect(failing).toMatchObject({ number: 1, state: 'look' })
    expect(failing?.detail).toMatch(/^2024-03-01, last tried \d.* UTC: day 2024-03-01: expected this, found that$/)
  })

  it('says what is refused of the reference set, and all else as ever; doctor tells more', async () => {
    const pointer = await lake.get('reference/current.json')
    const stored = await readReferenceFiles(lake, (await currentReference(lake)) ?? '')
    const files: ReferenceFiles = {
      ...stored,
      'own/services.csv': Buffer.from('service,category,exclusion,wide_use,family\nOracle,Telepathy,,,\n'),
      'reports.json': Buffer.from('{"reports": 1}'),
    }
    const hash = hashOfReference(files)
    for (const [name, bytes] of contentsOf(files)) await lake.put(`reference/${hash}/${name}`, bytes)
    await lake.put('reference/current.json', JSON.stringify({ hash }))
    const { out, code } = await run('status', '--lake', place, '--json')
    expect(code).toBe(1)
    const lines: Line[] = JSON.parse(out)
    expect(lines.slice(0, 4).map(({ what, state, detail }) => [what, state, detail.slice(0, 51)])).toEqual([
      ['uploads waiting', 'ok', ''],
      ['uploads gone', 'ok', ''],
      ['reference refused', 'look', 'own services.csv line 2, column 2 (category): expec'],
      ['reference refused', 'look', 'reports.json line 1, column 13 (reports): expected '],
    ])
    expect(lines[2]?.advice).toMatch(/^npm run doctor -- --lake \S+ tells what is refused, and what to do$/)
    expect(lines.at(-1)).toMatchObject({
      what: 'reports due',
      state: 'look',
      detail: 'not known: reports.json is refused',
    })

    await lake.delete([`reference/${hash}/own/services.csv`])
    expect((await status()).lines.get('reference damaged')?.detail).toContain(`reference/${hash}/: expected the files`)
    await lake.put('reference/current.json', pointer?.bytes ?? '')
  })

  it('aligns its columns, and refuses a stage and a stack at once', async () => {
    const { out } = await run('status', '--lake', place)
    const [head = '', ...rows] = out.split('\n')
    expect(head).toMatch(/^what +state +number +detail +advice$/)
    for (const row of rows) expect(row.slice(head.indexOf('state'))).toMatch(/^(ok|look)\b/)
    expect(await run('status', '--stage', 'dev', '--stack', 'Flows')).toMatchObject({ code: 2, out: '' })
  })
})
