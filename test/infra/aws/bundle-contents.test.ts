import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeBundle } from '../../../infra/aws/bundle.ts'

const folder = mkdtempSync(join(tmpdir(), 'bundle-'))
const code = join(folder, 'functions/normalise')

beforeAll(() => writeBundle('normalise', undefined, folder))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Files that are read when the function starts. */
function readAtStart(file = 'handler.mjs', known = new Set<string>()): Set<string> {
  if (known.has(file)) return known
  known.add(file)
  const text = readFileSync(join(code, file), 'utf8')
  for (const [, next = ''] of text.matchAll(/^(?:import|export|\}) .*?"\.\/([^"]+)";$/gm)) readAtStart(next, known)
  return known
}

/** Each module stands behind a comment with its path. */
const packagesOf = (files: Iterable<string>): string[] =>
  [...files].flatMap(file =>
    [...readFileSync(join(code, file), 'utf8').matchAll(/^\s*\/\/ .*node_modules\/(\S+)$/gm)].map(
      ([, path = '']) => path,
    ),
  )

it('the bundle of normalise holds what it asks for: no client but that of S3, no words of zod in other languages', () => {
  const held = packagesOf(readdirSync(code))
  const clients = held.filter(path => path.startsWith('@aws-sdk/client-')).map(path => path.split('/')[1])
  expect([...new Set(clients)]).toEqual(['client-s3'])
  expect(held).toContainEqual(expect.stringMatching(/^zod\//))
  // Parquet is read by the project's own reader of uploads.
  expect(held.filter(path => path.startsWith('hyparquet/') && path.endsWith('/read.js'))).toEqual([])
  expect(held.filter(path => path.includes('zod/v4/locales/') && !path.endsWith('/en.js'))).toEqual([])
})

it('what few uploads ask for, or none before its first row, is in the bundle, and is not read when the function starts', () => {
  const all = packagesOf(readdirSync(code))
  const atStart = packagesOf(readAtStart())
  for (const rare of [
    'hyparquet-compressors/',
    'xz-decompress/',
    '@aws-sdk/credential-provider-sso/',
    '@aws-sdk/lib-storage/',
  ]) {
    expect(all, rare).toContainEqual(expect.stringContaining(rare))
    expect(atStart, rare).not.toContainEqual(expect.stringContaining(rare))
  }
})

it('the function starts without the client for WebSocket and fetch, which it never uses', () => {
  const loaded = execFileSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `await import(${JSON.stringify(join(code, 'handler.mjs'))}); console.log(process.moduleLoadList.join())`,
    ],
    { encoding: 'utf8', env: { PATH: process.env.PATH, UPLOADS_BUCKET: 'u', LAKE_BUCKET: 'l', TRIES: '5' } },
  )
  expect(loaded).toContain('NativeModule https')
  expect(loaded).not.toContain('undici')
})

it('all of its text is ASCII: V8 keeps and reads it in half of the bytes', () => {
  for (const file of readdirSync(code)) expect(readFileSync(join(code, file), 'utf8'), file).not.toMatch(/[^\0-\x7f]/)
})
