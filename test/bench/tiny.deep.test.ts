import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

describe.skipIf(process.platform !== 'linux')('npm run bench', () => {
  it('runs to its end on tiny logs, with the same rows on both sides', async () => {
    const args = [join(import.meta.dirname, 'main.ts'), '--tiny']
    const { stdout } = await promisify(execFile)(process.execPath, args)
    expect(stdout).toContain('| parquetjs-lite, writing the rows only (gzip) |')
  })
})
