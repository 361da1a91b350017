import { describe, expect, it } from 'vitest'
import { rememberFolders } from '../../../../infra/local/watch/folder-changes.ts'
import { type FolderScan, pathOf } from '../../../../infra/local/watch/folder-scan.ts'

const SETTLE = 5000
const NOW = Date.parse('2024-03-01T12:00:00Z')

/** A look at `/logs` in which each file was modified so long ago, with as many bytes. */
function scan(files: Record<string, [agoMs: number, size: number]>, nowMs: number, unknown: string[] = []): FolderScan {
  const seen = Object.entries(files).map(([key, [agoMs, size]]) => {
    const file = { key, root: '/logs', isNamed: false }
    return [pathOf(file), { file, size, modifiedMs: nowMs - agoMs, inode: 1 }] as const
  })
  return { files: new Map(seen), folders: new Set(['/logs']), unknown }
}
const keysOf = (files: readonly { key: string }[]) => files.map(({ key }) => key)

describe('a watched folder', () => {
  it('has whole what was not written for a while, and what is renamed into place at once', () => {
    const memory = rememberFolders(pathOf, SETTLE)
    const changes = memory.changesIn(scan({ old: [9000, 1], fresh: [100, 1] }, NOW), NOW)
    expect([keysOf(changes.whole), changes.growing]).toEqual([['old'], ['/logs/fresh']])
  })

  it('waits for a file that grows, whatever it says of its time', () => {
    const memory = rememberFolders(pathOf, SETTLE)
    for (const [at, size] of [10, 20, 30].entries()) {
      const now = NOW + at * 3000
      expect(memory.changesIn(scan({ log: [0, size] }, now), now).growing).toEqual(['/logs/log'])
    }
    // A clock that is ahead of this one never says that it was a while ago.
    const ahead = scan({ log: [0, 30] }, NOW + 6000)
    expect(keysOf(memory.changesIn(ahead, NOW + 12_000).whole)).toEqual(['log'])
  })

  it('tells a file until it is done, and again when it has changed', () => {
    const memory = rememberFolders(pathOf, SETTLE)
    const first = scan({ log: [9000, 1] }, NOW)
    expect(keysOf(memory.changesIn(first, NOW).whole)).toEqual(['log'])
    const { whole } = memory.changesIn(first, NOW)
    expect(keysOf(whole)).toEqual(['log'])
    memory.done(whole)
    expect(memory.changesIn(first, NOW)).toEqual({ whole: [], growing: [], gone: [] })
    expect(keysOf(memory.changesIn(scan({ log: [9000, 2] }, NOW), NOW).whole)).toEqual(['log'])
  })

  it('has gone what was read and is there no more, but not what cannot be looked at', () => {
    const memory = rememberFolders(pathOf, SETTLE)
    const { whole } = memory.changesIn(scan({ 'a/one': [9000, 1], 'b/two': [9000, 1] }, NOW), NOW)
    memory.done(whole)
    expect(keysOf(memory.changesIn(scan({}, NOW, ['/logs/a']), NOW).gone)).toEqual(['b/two'])
    expect(memory.changesIn(scan({}, NOW, ['/logs']), NOW).gone).toEqual([])
    const { gone } = memory.changesIn(scan({ 'b/two': [9000, 1] }, NOW), NOW)
    expect(keysOf(gone)).toEqual(['a/one'])
    memory.done(gone)
    expect(memory.changesIn(scan({ 'b/two': [9000, 1] }, NOW), NOW).gone).toEqual([])
  })
})
