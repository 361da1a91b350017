/** One query on Athena: started once however often it is asked for, waited for, tried again where that may help. */
import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type AthenaClient,
  GetQueryExecutionCommand,
  type QueryExecution,
  type QueryExecutionStatus,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
  TooManyRequestsException,
} from '@aws-sdk/client-athena'
import { type Clock, QueryFailed, type SqlParameter } from '../ports.ts'
import { sqlLiteral } from '../sql-literals.ts'

/** What a query did: for run.json, logs and cost. */
export interface QueryReport {
  id: string
  kind: 'select' | 'materialise'
  workgroup: string
  /** Rises by one only after the attempt before FAILED or was CANCELLED. */
  attempt: number
  /** An earlier process had started it. */
  attached: boolean
  state: 'SUCCEEDED' | 'FAILED' | 'CANCELLED'
  /** What Athena bills by, before it is rounded up to 10 MB. */
  bytesScanned: number
  engineMs: number
}

export interface QueryOptions {
  athena: AthenaClient
  workgroup: string
  database: string
  clock: Clock
  /**
   * Names the data that queries read. With it the same question attaches to the query that runs or ran (Athena's
   * idempotent token); without it each question is a query of its own.
   */
  fingerprint?: string
  /** The first attempt at each question that this process has not seen fail; kept by whoever asks more than once. */
  attempts?: Map<string, number>
  onQuery?: (report: QueryReport) => void
  /** While there is no room for a query; a parameter for tests. */
  waitMs?: (ms: number) => Promise<unknown>
  /** Stops the query that runs: Athena cancels it, and bills what it had scanned. */
  signal?: AbortSignal
}

export interface FinishedQuery {
  id: string
  attached: boolean
}

/** Athena's limit for each parameter, characters of its literal. */
const MAX_PARAMETER = 1024
/** Attempts that one call starts where Athena says that the failure was its own. */
const MAX_OWN_FAILURES = 3
/** A query that was submitted longer ago than clocks differ is an earlier process's. */
const CLOCK_SKEW_MS = 5000
const FIRST_POLL_MS = 100
/** Where the account has no room for another query: asked again so often, so far apart. */
const MOST_STARTS = 24
const ROOM_POLL_MS = 5000
const LONGEST_POLL_MS = 2000
/** What a query wrote is taken from it this long: results expire, and files that no manifest names are swept after a day. */
const TRUSTED_MS = 12 * 3_600_000

/**
 * Runs the text to its end. `mayRepeat` is asked before another attempt. Throws QueryFailed with Athena's reason; other
 * errors (no permission to ask, throttled beyond the client's retries) as the SDK gives them.
 */
export async function runQuery(
  kind: QueryReport['kind'],
  sql: string,
  parameters: readonly SqlParameter[],
  options: QueryOptions,
  mayRepeat: () => Promise<boolean> = async () => true,
): Promise<FinishedQuery> {
  const { workgroup, clock, attempts, onQuery } = options
  const literals = parameters.map(literalOf)
  const question = JSON.stringify([sql, ...literals])
  let ownFailures = 0
  for (let attempt = attempts?.get(question) ?? 0; ; attempt++) {
    const beganMs = clock.nowMs()
    const id = await start(sql, literals, attempt, options)
    const execution = await ended(id, options)
    const status = execution.Status
    const attached =
      options.fingerprint !== undefined && (status?.SubmissionDateTime?.getTime() ?? beganMs) < beganMs - CLOCK_SKEW_MS
    const state = status?.State === 'SUCCEEDED' || status?.State === 'CANCELLED' ? status.State : 'FAILED'
    const bytesScanned = execution.Statistics?.DataScannedInBytes ?? 0
    const engineMs = execution.Statistics?.EngineExecutionTimeInMillis ?? 0
    onQuery?.({ id, kind, workgroup, attempt, attached, state, bytesScanned, engineMs })
    const ageMs = beganMs - (status?.CompletionDateTime?.getTime() ?? beganMs)
    if (state === 'SUCCEEDED' && !(attached && ageMs > TRUSTED_MS)) return { id, attached }
    attempts?.set(question, attempt + 1)
    const failure = new QueryFailed(`Athena query ${id} in workgroup ${workgroup}: expected ${outcome(state, status)}`)
    const another = attached || (status?.AthenaError?.Retryable === true && ++ownFailures < MAX_OWN_FAILURES)
    if (!another || !(await mayRepeat())) throw failure
  }
}

function outcome(state: QueryReport['state'], status: QueryExecutionStatus | undefined): string {
  if (state === 'SUCCEEDED')
    return `what it wrote within ${TRUSTED_MS / 3_600_000} h, found that it ended before, and may be gone; take a new prefix`
  const reason = status?.AthenaError?.ErrorMessage ?? status?.StateChangeReason ?? 'no reason given'
  return `it to succeed, it ${state === 'FAILED' ? 'failed' : 'was cancelled'}: ${reason}`
}

async function start(
  sql: string,
  literals: readonly string[],
  attempt: number,
  options: QueryOptions,
): Promise<string> {
  const { athena, workgroup, database, fingerprint } = options
  const token =
    fingerprint === undefined ? randomUUID() : tokenOf([sql, ...literals], workgroup, database, fingerprint, attempt)
  const command = new StartQueryExecutionCommand({
    QueryString: sql,
    ClientRequestToken: token,
    ExecutionParameters: literals.length === 0 ? undefined : [...literals],
    QueryExecutionContext: { Catalog: 'AwsDataCatalog', Database: database },
    WorkGroup: workgroup,
    ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: false } },
  })
  const { QueryExecutionId } = await whenThereIsRoom(() => athena.send(command), options)
  if (QueryExecutionId === undefined) throw new Error('Athena: expected the id of the query started, found none')
  return QueryExecutionId
}

/** Asks again while others hold all of the account's queries: that lasts longer than what the client tries by itself. */
async function whenThereIsRoom<T>(
  ask: () => Promise<T>,
  { signal, waitMs = sleep, workgroup }: QueryOptions,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof TooManyRequestsException) || signal?.aborted === true) throw error
      if (tries === MOST_STARTS)
        throw new QueryFailed(
          `Athena workgroup ${workgroup}: expected room for a query within ${(MOST_STARTS * ROOM_POLL_MS) / 1000} s, ` +
            `found ${error.message}; raise the account's quota of active queries, or try later`,
        )
      await waitMs(ROOM_POLL_MS)
    }
  }
}

/** 64 hexadecimal digits; the same for the same question only. */
function tokenOf(question: readonly string[], ...rest: (string | number)[]): string {
  return createHash('sha256')
    .update(JSON.stringify([question, ...rest]))
    .digest('hex')
}

async function ended(id: string, { athena, signal }: QueryOptions): Promise<QueryExecution> {
  let asked = false
  for (let waitMs = FIRST_POLL_MS; ; waitMs = Math.min(waitMs * 1.5, LONGEST_POLL_MS)) {
    const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId: id }))
    const state = QueryExecution?.Status?.State
    if (QueryExecution !== undefined && (state === 'SUCCEEDED' || state === 'FAILED' || state === 'CANCELLED'))
      return QueryExecution
    if (signal?.aborted && !asked) {
      asked = true
      await athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id }))
    }
    await sleep(waitMs)
  }
}

function literalOf(value: SqlParameter, at: number): string {
  const literal = sqlLiteral(value)
  if (literal.length <= MAX_PARAMETER) return literal
  throw new QueryFailed(
    `query parameter ${at + 1}: expected at most ${MAX_PARAMETER} characters, Athena's limit, found ${literal.length}`,
  )
}
