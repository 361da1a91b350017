/** Files of archives become uploads on one machine. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type Archive,
  removeUnpacked,
  unpackArchive,
  unpackedKeys,
} from '../../../../infra/local/archives/archive-uploads.ts'
import { createEntryNames } from '../../../../infra/local/archives/entry-names.ts'
import { tarFile } from '../../../support/tar-file.ts'
import { zipFile } from '../../../support/zip-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'archives-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const lake = () => join(folder, 'lake')

function archive(bytes: Uint8Array, what: string, version = '1'): Archive {
  const path = join(folder, 'archive')
  writeFileSync(path, bytes)
  mkdirSync(lake(), { recursive: true })
  return { receipt: { key: 'team/logs', version, refusal: `${what}: unpack it` }, path, folder: 'team' }
}

/** What came out: text by key, and what was left out. */
async function unpack(of: Archive, limits?: { files: number; bytes: number }) {
  const leftOut: string[] = []
  const files = await unpackArchive(lake(), of, (path, why) => leftOut.push(`${path}: ${why}`), limits)
  const texts = files.map(({ key, root }): [string, string] => [key, readFileSync(join(root, key), 'utf8')])
  return { texts: Object.fromEntries(texts), leftOut, files }
}

const files = {
  'a/one.log': 'one\n'.repeat(100_000),
  'two.log': '',
  '../../up.log': 'up',
  '/root.log': 'root',
  'C:\\windows\\log.txt': 'windows',
  '__MACOSX/a/._one.log': 'no log',
  '.hidden': 'hidden',
}
const keys = {
  'team/logs/a/one.log': files['a/one.log'],
  'team/logs/two.log': '',
  'team/logs/up.log': 'up',
  'team/logs/root.log': 'root',
  'team/logs/C_/windows/log.txt': 'windows',
}

describe.each([
  ['a ZIP archive', zipFile(files)],
  ['a tar archive in gzip', tarFile(files)],
  ['a tar archive', gunzipSync(tarFile(files))],
  ['a tar archive in zstd', zstdCompressSync(gunzipSync(tarFile(files)))],
])('%s', (what, bytes) => {
  it('gives its files under keys below its own, none outside its folder, none that is hidden', async () => {
    const { texts, leftOut, files: found } = await unpack(archive(bytes, what))
    expect(texts).toEqual(keys)
    expect(leftOut).toEqual([])
    expect(found.every(({ root }) => root.startsWith(join(lake(), 'unpacked')))).toBe(true)
  })

  it('is not unpacked again while its bytes stay, and anew where they change', async () => {
    const { files: before } = await unpack(archive(bytes, what))
    const [first] = before
    if (first === undefined) throw new Error('expected a file')
    writeFileSync(join(first.root, first.key), 'marked')
    expect((await unpack(archive(bytes, what))).texts[first.key]).toBe('marked')
    expect((await unpack(archive(bytes, what, '2'))).texts).toEqual(keys)
  })

  it('is bounded in files and in bytes, and says so', async () => {
    const few = await unpack(archive(bytes, what), { files: 2, bytes: 1e9 })
    expect(Object.keys(few.texts)).toHaveLength(2)
    expect(few.leftOut).toEqual(['team/logs: it has more than 2 files; unpack it and name the folder'])
    const small = await unpack(archive(bytes, what, '2'), { files: 100, bytes: 10_000 })
    expect(Object.values(small.texts).join('').length).toBeLessThanOrEqual(10_000)
    expect(small.leftOut).toEqual([expect.stringMatching(/^team\/logs: it unpacks to more than 10000 bytes/)])
  })

  it('that is cut gives what came before, and says so', async () => {
    const { texts, leftOut } = await unpack(archive(bytes.subarray(0, bytes.length >> 1), what))
    for (const [key, text] of Object.entries(texts))
      expect(keys).toMatchObject({ [key]: expect.stringContaining(text) })
    expect(leftOut).toEqual([expect.stringMatching(/^team\/logs: not all of it could be unpacked: \S/)])
  })

  it('leaves nothing when it goes', async () => {
    const { files: found } = await unpack(archive(bytes, what))
    expect(await unpackedKeys(lake(), 'team/logs')).toEqual(Object.keys(keys))
    removeUnpacked(lake(), 'team/logs')
    expect(found.some(({ root }) => existsSync(root))).toBe(false)
    expect(await unpackedKeys(lake(), 'team/logs')).toEqual([])
  })
})

describe('a ZIP archive', () => {
  it('whose files are encrypted says so, and gives the others', async () => {
    const { texts, leftOut } = await unpack(archive(zipFile({ 'a.log': 'x' }, { encrypted: true }), 'a ZIP archive'))
    expect(texts).toEqual({})
    expect(leftOut[0]).toContain('a.log is encrypted; unpack it with its password and name the folder')
  })
})

describe('names of entries', () => {
  it('are each their own, and no folder of another', () => {
    const { keyOf } = createEntryNames()
    const names = ['a', 'a', 'a/b', 'c/d', 'c', `${'x'.repeat(500)}/y`, `${'p/'.repeat(100)}q`, 'tab\tbell\x07', '..']
    const given = names.map(keyOf)
    expect(given.slice(0, 5)).toEqual(['a', 'a~2', 'a_b', 'c/d', 'c~2'])
    expect(given[5]).toBe(`${'x'.repeat(200)}/y`)
    expect(given[6]?.split('/')).toHaveLength(20)
    expect(given.slice(7)).toEqual(['tab_bell_', undefined])
  })
})
