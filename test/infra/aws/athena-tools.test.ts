/** What tools need to ask Athena, as `npm run connect -- --athena` says it: a golden page, and that each part of it holds. */
import { describe, expect, it } from 'vitest'
import type { AthenaPlace } from '../../../infra/aws/athena-place.ts'
import { athenaPage, firstQuery } from '../../../infra/aws/athena-tools.ts'
import { checkPortable } from '../../../infra/local/portable-sql.ts'
import { run } from '../../support/command-line.ts'
import { expectGoldens } from '../../support/golden.ts'
import { smallLake } from '../../support/small-lake.ts'

const place: AthenaPlace = {
  title: 'dev',
  stack: 'flowcensus-dev',
  region: 'eu-west-1',
  account: '123456789012',
  database: 'flowcensus_dev',
  workgroup: 'flowcensus-dev-analysts',
  policy: 'arn:aws:iam::123456789012:policy/flowcensus-dev-analysts',
  results: 's3://flowcensus-dev-lake-123456789012-eu-west-1/athena-results/analysts/',
  enforced: true,
  scanBytes: 50_000_000_000,
}
const WORDS = { fromDay: '2024-03-01', examples: 'queries/examples' }
const page = athenaPage(place, WORDS)
const small = smallLake('athena-tools-')

describe('what tools need', () => {
  it('is a page that is looked at', () => expectGoldens('athena-tools', new Map([['dev.txt', `${page}\n`]])))

  it('has words that shells and tools take', () => {
    const parameters = /--data-source-parameters '(.*)'$/m.exec(page)?.[1] ?? ''
    expect(JSON.parse(parameters).AthenaParameters.WorkGroup).toBe(place.workgroup)
    expect(page).toContain('      workgroup: flowcensus-dev-analysts\n')
    const other = athenaPage({ ...place, policy: place.policy.replace('arn:aws:', 'arn:aws-cn:') }, WORDS)
    expect(other).toContain('arn:aws-cn:iam::123456789012:role/<role>')
  })

  it('says where nothing is enforced, and no limit is set', () => {
    const open = athenaPage({ ...place, enforced: false, scanBytes: undefined }, WORDS)
    expect(open).not.toContain('leave that field')
    expect(open).toContain('flowcensus-dev-analysts: no limit on what a query scans\n')
  })

  it('begins with a query that is portable, and has rows', async () => {
    const sql = firstQuery(WORDS.fromDay)
    expect(await checkPortable(sql)).toBe(sql)
    expect(page).toContain(sql.replaceAll('\n', '\n    '))
    const { out } = await run('query', sql, '--lake', small.lake, '--json')
    expect(JSON.parse(out)).toEqual(
      ['2024-03-01', '2024-03-02'].map(dt => ({ dt, network: 'office', contacts: 3, bytes_in: 27_000 })),
    )
  })

  it('is said in full where no account is reached', async () => {
    const { err, out, code } = await run('connect', '--athena', '--stage', 'staging')
    expect({ err, out, code }).toEqual({
      err: 'flowcensus: stage: expected dev or prod, found "staging"',
      out: '',
      code: 1,
    })
  })
})
