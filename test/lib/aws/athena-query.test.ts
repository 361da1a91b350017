import type { AthenaClient } from '@aws-sdk/client-athena'
import { GetQueryExecutionCommand, StartQueryExecutionCommand } from '@aws-sdk/client-athena'
import { describe, expect, it } from 'vitest'
import { type QueryReport, runQuery } from '../../../functions/lib/aws/athena-query.ts'
import { QueryFailed } from '../../../functions/lib/ports.ts'

const NOW = Date.parse('2026-11-23T12:00:00Z')

interface Fate {
  state: 'SUCCEEDED' | 'FAILED' | 'CANCELLED'
  /** When an earlier process started it; without it the query is new. */
  submittedMs?: number
  completedMs?: number
  retryable?: boolean
  /** Looks at it before it ends. */
  polls?: number
}

/** Athena's promise on tokens: the same token is the same query. `fates` in order of the queries it starts. */
function fakeAthena(...fates: Fate[]) {
  const starts: StartQueryExecutionCommand['input'][] = []
  const byToken = new Map<string, number>()
  const left = fates.map(({ polls = 0 }) => polls)
  const send = async (command: unknown) => {
    if (command instanceof StartQueryExecutionCommand) {
      starts.push(command.input)
      const token = command.input.ClientRequestToken ?? `none ${starts.length}`
      const at = byToken.get(token) ?? byToken.size
      byToken.set(token, at)
      return { QueryExecutionId: String(at) }
    }
    if (!(command instanceof GetQueryExecutionCommand)) throw new Error('expected a start or a look')
    const at = Number(command.input.QueryExecutionId)
    const fate = fates[at]
    if (fate === undefined) throw new Error(`expected at most ${fates.length} queries, found another`)
    const running = (left[at] ?? 0) > 0
    left[at] = (left[at] ?? 0) - 1
    return {
      QueryExecution: {
        Status: {
          State: running ? 'RUNNING' : fate.state,
          SubmissionDateTime: new Date(fate.submittedMs ?? NOW),
          CompletionDateTime: running ? undefined : new Date(fate.completedMs ?? fate.submittedMs ?? NOW),
          StateChangeReason: `reason ${at}`,
          AthenaError: { Retryable: fate.retryable ?? false },
        },
        Statistics: { DataScannedInBytes: 1000 + at, EngineExecutionTimeInMillis: 5 },
      },
    }
  }
  return { athena: { send } as unknown as AthenaClient, starts }
}

function ask(fates: Fate[], more: { fingerprint?: string; sql?: string; parameters?: (string | number)[] } = {}) {
  const { athena, starts } = fakeAthena(...fates)
  const reports: QueryReport[] = []
  const options = {
    athena,
    workgroup: 'reports',
    database: 'd',
    clock: { nowMs: () => NOW },
    fingerprint: 'fingerprint' in more ? more.fingerprint : 'f',
    attempts: new Map<string, number>(),
    onQuery: (report: QueryReport) => reports.push(report),
  }
  const run = (mayRepeat?: () => Promise<boolean>) =>
    runQuery('select', more.sql ?? 'select 1', more.parameters ?? [], options, mayRepeat)
  return { run, starts, reports }
}

const tokens = (starts: { ClientRequestToken?: string | undefined }[]) => starts.map(start => start.ClientRequestToken)
const tokenOf = async (more: Parameters<typeof ask>[1]) => {
  const { run, starts } = ask([{ state: 'SUCCEEDED' }], more)
  await run()
  return tokens(starts)[0]
}

describe('a query on Athena', () => {
  it('is started with text, parameters as literals, workgroup and database, and reuses no result', async () => {
    const { run, starts } = ask([{ state: 'SUCCEEDED' }], { parameters: ["it's", 5] })
    await run()
    expect(starts).toMatchObject([
      {
        QueryString: 'select 1',
        ExecutionParameters: ["'it''s'", '5'],
        WorkGroup: 'reports',
        QueryExecutionContext: { Database: 'd' },
        ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: false } },
      },
    ])
  })

  it('names no parameters where it has none, which Athena would refuse', async () => {
    const { run, starts } = ask([{ state: 'SUCCEEDED' }])
    await run()
    expect(starts[0]?.ExecutionParameters).toBeUndefined()
  })

  it('refuses a parameter longer than Athena takes before it asks', async () => {
    const { run, starts } = ask([], { parameters: ['x'.repeat(1023)] })
    await expect(run()).rejects.toThrow('query parameter 1: expected at most 1024 characters')
    expect(starts).toEqual([])
  })

  it('has one token for one question, and another for another text, parameter or fingerprint', async () => {
    const token = await tokenOf({})
    expect(token).toMatch(/^[0-9a-f]{64}$/)
    expect(await tokenOf({})).toBe(token)
    const others = [{ sql: 'select 2' }, { parameters: [1] }, { parameters: ['1'] }, { fingerprint: 'g' }]
    const found = new Set([token])
    for (const other of others) found.add(await tokenOf(other))
    expect(found.size).toBe(5)
  })

  it('has a token of its own each time where nothing names the data that it reads', async () => {
    expect(await tokenOf({ fingerprint: undefined })).not.toBe(await tokenOf({ fingerprint: undefined }))
  })

  it('is waited for', async () => {
    const { run, reports } = ask([{ state: 'SUCCEEDED', polls: 2 }])
    expect(await run()).toMatchObject({ id: '0', attached: false })
    expect(reports).toEqual([
      {
        id: '0',
        kind: 'select',
        workgroup: 'reports',
        attempt: 0,
        attached: false,
        state: 'SUCCEEDED',
        bytesScanned: 1000,
        engineMs: 5,
      },
    ])
  })

  it('attaches to the query that an earlier process started', async () => {
    const { run, starts } = ask([{ state: 'SUCCEEDED', submittedMs: NOW - 600_000, polls: 1 }])
    expect(await run()).toMatchObject({ id: '0', attached: true })
    expect(starts).toHaveLength(1)
  })

  it.each(['FAILED', 'CANCELLED'] as const)('rises to the next attempt after one that had %s', async state => {
    const { run, starts, reports } = ask([
      { state, submittedMs: NOW - 600_000 },
      { state, submittedMs: NOW - 300_000 },
      { state: 'SUCCEEDED' },
    ])
    expect(await run()).toMatchObject({ id: '2', attached: false })
    expect(new Set(tokens(starts)).size).toBe(3)
    expect(reports.map(report => [report.attempt, report.attached, report.state])).toEqual([
      [0, true, state],
      [1, true, state],
      [2, false, 'SUCCEEDED'],
    ])
  })

  it('fails with the reason where it fails by itself, without another attempt', async () => {
    const { run, starts } = ask([{ state: 'FAILED' }])
    const error = await run().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(QueryFailed)
    expect(String(error)).toContain('query 0 in workgroup reports: expected it to succeed, it failed: reason 0')
    expect(starts).toHaveLength(1)
  })

  it('says that it was cancelled', async () => {
    await expect(ask([{ state: 'CANCELLED' }]).run()).rejects.toThrow('it was cancelled: reason 0')
  })

  it('is tried again where Athena says that the failure was its own, three times in all', async () => {
    const own: Fate = { state: 'FAILED', retryable: true }
    expect(await ask([own, own, { state: 'SUCCEEDED' }]).run()).toMatchObject({ id: '2' })
    const { run, starts } = ask([own, own, own])
    await expect(run()).rejects.toBeInstanceOf(QueryFailed)
    expect(starts).toHaveLength(3)
  })

  it('is not tried again where the caller says that it must not be', async () => {
    const { run, starts } = ask([{ state: 'FAILED', submittedMs: NOW - 600_000 }, { state: 'SUCCEEDED' }])
    await expect(run(async () => false)).rejects.toThrow('reason 0')
    expect(starts).toHaveLength(1)
  })

  it('is asked anew after a failure, also by whoever saw it fail', async () => {
    const { run, starts } = ask([{ state: 'FAILED' }, { state: 'SUCCEEDED' }])
    await expect(run()).rejects.toThrow('reason 0')
    expect(await run()).toMatchObject({ id: '1' })
    expect(new Set(tokens(starts)).size).toBe(2)
  })

  it('is asked anew where what it found is so old that it may be gone', async () => {
    const old: Fate = { state: 'SUCCEEDED', submittedMs: NOW - 13 * 3_600_000 }
    expect(await ask([old, { state: 'SUCCEEDED' }]).run()).toMatchObject({ id: '1', attached: false })
    await expect(ask([old]).run(async () => false)).rejects.toThrow(/ended before, and may be gone; take a new prefix/)
    const long: Fate = { ...old, completedMs: NOW - 3_600_000 }
    expect(await ask([long]).run()).toMatchObject({ id: '0', attached: true })
  })
})
