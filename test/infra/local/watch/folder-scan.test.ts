import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scanFolders } from '../../../../infra/local/watch/folder-scan.ts'

const FILES = 500
/** One look may be told of its files in order by chance. */
const LOOKS = 20

describe('a look at a folder', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'folder-scan-'))
    for (let i = 0; i < FILES; i++) {
      mkdirSync(join(folder, `host-${i % 7}`), { recursive: true })
      writeFileSync(join(folder, `host-${i % 7}`, `${i}.log`), 'x'.repeat(i))
    }
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('finds its files in the order of their paths, whichever is told of first', async () => {
    for (let look = 0; look < LOOKS; look++) {
      const { files } = await scanFolders([folder])
      const keys = [...files.values()].map(({ file }) => file.key)
      expect(keys).toHaveLength(FILES)
      expect(keys).toEqual(keys.toSorted())
    }
  })
})
