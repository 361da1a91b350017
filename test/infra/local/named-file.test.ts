import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { readNamedText, unreadableFile } from '../../../infra/local/named-file.ts'
import { readNetworksFile } from '../../../infra/local/reference-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'named-file-'))
afterAll(() => rmSync(folder, { recursive: true }))
const put = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

it('gives the text of a file, its byte order mark too', async () => {
  expect(await readNamedText(put('good.csv', '\ufeffcidr,name\n10.0.0.0/8,Büro\n'), 'x')).toBe(
    '\ufeffcidr,name\n10.0.0.0/8,Büro\n',
  )
})

it.each([
  ['nothing', () => join(folder, 'no.csv'), 'none'],
  ['a folder', () => folder, 'a folder'],
  ['a link to itself', () => link(), 'a link that leads to itself'],
  ['a file taken for a folder', () => join(put('file', ''), 'x.csv'), 'none'],
])('refuses %s in words', async (_, path, found) => {
  const where = path()
  await expect(readNamedText(where, 'networks.csv')).rejects.toThrow(
    `networks.csv: expected a file that can be read at ${where}, found ${found}; check the path`,
  )
})

it('says where there is no permission', () => {
  const error = Object.assign(new Error('EACCES: permission denied, open'), { code: 'EACCES' })
  expect(unreadableFile('/a.csv', 'events.csv', error).message).toBe(
    'events.csv: expected a file that can be read at /a.csv, found no permission to read it; check the path',
  )
})

it.each([
  ['Latin-1', Buffer.from('cidr,name\n10.0.0.0/8,Büro\n', 'latin1'), 'other bytes in line 2, "10.0.0.0/8,B\ufffdro"'],
  ['UTF-16', Buffer.from('\ufeffcidr,name\n10.0.0.0/8,Büro\n', 'utf16le'), 'UTF-16'],
])('refuses %s, of which letters would be lost', async (_, bytes, found) => {
  const path = put('other.csv', bytes)
  await expect(readNetworksFile(path)).rejects.toThrow(
    `${path}: expected text in UTF-8, found ${found}; save it as UTF-8 (of a spreadsheet: CSV UTF-8)`,
  )
})

function link(): string {
  const path = join(folder, 'loop.csv')
  symlinkSync(path, path)
  return path
}
