/** `npm start` on archives: the same rows as of their files, which come and go with them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../../support/command-line.ts'
import { put, SMALL_NETWORKS, vpcText } from '../../../support/small-logs.ts'
import { tarFile } from '../../../support/tar-file.ts'
import { zipFile } from '../../../support/zip-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'start-archives-'))
const logs = join(folder, 'logs')
const networks = join(folder, 'networks.csv')
const places = ['--networks', networks, '--lake', join(folder, 'lake'), '--out', join(folder, 'reports')]
const first = vpcText(['2024-03-01', '2024-03-02', '2024-03-03'], 10)
const second = vpcText(['2024-03-02'], 40)

beforeAll(() => {
  writeFileSync(networks, SMALL_NETWORKS)
  put(
    logs,
    'a/logs.zip',
    zipFile({ 'one.log': first, 'inner.zip': zipFile({ 'x.log': second }), 'read me.pdf': '%PDF-1' }),
  )
  put(logs, 'a/more.tgz', tarFile({ 'b/two.log.gz': gzipSync(second) }))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('npm start on archives', () => {
  it('reads their files, says what it does not read, and looks into no archive in an archive', async () => {
    const { out, err, failed } = await run('start', logs, ...places)
    expect(failed).toBe(false)
    expect(err).toMatch(/^normalising uploads: 6 in/m)
    expect(out).toMatch(/^4 uploads: 26 units read, 24 accepted/)
    expect(out).toMatch(/^2 uploads of other files, which hold no flows: a PDF document \(1\), a ZIP archive \(1\) /m)
    const { out: list } = await run(
      'query',
      '--format',
      'csv',
      'select distinct upload_id from flows',
      '--lake',
      join(folder, 'lake'),
    )
    expect(list.trim().split('\n')).toHaveLength(3)
  })

  it('does nothing anew the second time', async () => {
    const { out } = await run('start', logs, ...places)
    expect(out).toMatch(/^4 uploads: 26 units read, 24 accepted/)
  })

  it('follows an archive that is replaced, and one that goes', async () => {
    put(logs, 'a/logs.zip', zipFile({ 'other.log': second }))
    const replaced = await run('start', logs, ...places)
    expect(replaced.out).toMatch(/^1 upload: 7 units read, 6 accepted/)
    expect(replaced.out).toMatch(/^not counted in it: 1 copy, 1 overwritten, 3 removed/m)
    rmSync(join(logs, 'a/more.tgz'))
    const gone = await run('start', logs, ...places)
    expect(gone.out).toMatch(/^1 upload: 7 units read, 6 accepted/)
  })

  it('takes one that is named by hand', async () => {
    const { failed } = await run(
      'start',
      join(logs, 'a/logs.zip'),
      ...places.slice(0, 2),
      '--lake',
      join(folder, 'by-hand'),
      '--out',
      join(folder, 'out'),
    )
    expect(failed).toBe(false)
  })
})
