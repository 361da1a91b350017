import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeBundle } from '../../../infra/aws/bundle.ts'

it('the bundle of normalise holds what it asks for: no client but that of S3, no words of zod in other languages', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'))
  try {
    writeBundle('normalise', undefined, folder)
    const code = readFileSync(join(folder, 'functions/normalise/handler.mjs'), 'utf8')
    // Each module stands behind a comment with its path.
    const held = [...code.matchAll(/^\s*\/\/ .*node_modules\/(\S+)$/gm)].map(([, path = '']) => path)
    const clients = held.filter(path => path.startsWith('@aws-sdk/client-')).map(path => path.split('/')[1])
    expect([...new Set(clients)]).toEqual(['client-s3'])
    expect(held).toContainEqual(expect.stringMatching(/^zod\//))
    expect(held.filter(path => path.includes('zod/v4/locales/') && !path.endsWith('/en.js'))).toEqual([])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
