import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openUploads } from '../../../infra/local/uploads.ts'

const folder = mkdtempSync(join(tmpdir(), 'uploads-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('the memory of keys', () => {
  it('keeps every key that was added side by side, and nothing half written beside it', async () => {
    const memory = join(folder, 'memory', 'uploads.json')
    const files = Array.from({ length: 40 }, (_, at) => {
      const path = join(folder, `${at}.log`)
      writeFileSync(path, `${at}\n`)
      return { key: `logs/${at}.log`, path }
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
