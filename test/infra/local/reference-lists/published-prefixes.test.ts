import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { publishedCsv } from '../../../../infra/local/reference-lists/published-prefixes.ts'

const FEEDS = `operator,kind,file,key,source,licence,date
Edge,cdn,a/edge.txt,,https://x.example/edge,MIT,2026-01-01
Cloud,cloud,a/cloud.json,lists.cloud,https://x.example/cloud,CC0-1.0,2026-01-02
`
const SINGLE = `prefix,operator,kind,source,licence,date
20.0.0.0/24,Resolver,anycast,https://x.example/resolver,facts,
`

function folderWith(edge: string, cloud: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'published-'))
  mkdirSync(join(folder, 'a'))
  writeFileSync(join(folder, 'a/edge.txt'), edge)
  writeFileSync(join(folder, 'a/cloud.json'), JSON.stringify({ lists: { cloud } }))
  return folder
}

describe('published prefixes out of feeds', () => {
  it('are the fewest of each operator, without what single rows and feeds before it have', async () => {
    const folder = folderWith('20.0.0.0/25\n20.0.1.0/24\n20.0.2.0/24\n2600::/33\n2600:0:8000::/33\n', [
      '20.0.0.0/22',
      '30.0.0.1',
      '2600::/31',
      '2601::1/128',
    ])
    const lines = (await publishedCsv(folder, FEEDS, SINGLE)).trim().split('\n')
    expect(lines.map(line => line.split(',').slice(0, 3).join())).toEqual([
      'prefix,operator,kind',
      '20.0.0.0/24,Resolver,anycast',
      '20.0.1.0/24,Edge,cdn',
      '20.0.2.0/24,Edge,cdn',
      '20.0.3.0/24,Cloud,cloud',
      '2600:1::/32,Cloud,cloud',
      '2600::/32,Edge,cdn',
      '30.0.0.1/32,Cloud,cloud',
    ])
    expect(lines[2]).toBe('20.0.1.0/24,Edge,cdn,https://x.example/edge,MIT,2026-01-01')
  })

  it('leave the list as it is where a feed has no prefixes, a file or key is missing: the error says which', async () => {
    await expect(publishedCsv(folderWith('not a prefix\n', []), FEEDS, SINGLE)).rejects.toThrow(
      'expected a prefix, found "not"',
    )
    await expect(publishedCsv(folderWith('', 'x'), FEEDS, SINGLE)).rejects.toThrow(
      /a\/cloud\.json: expected a list under lists\.cloud/,
    )
    await expect(publishedCsv('/nowhere', FEEDS, SINGLE)).rejects.toThrow('/nowhere/a/edge.txt')
  })
})
