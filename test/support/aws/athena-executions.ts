/** Queries as Athena keeps them: started once per token, run one at a time on Trino, their rows paged. */
import { randomUUID } from 'node:crypto'
import type { Trino, TrinoResult } from '../trino/trino.ts'
import { putResult, readTable, tryReading, tryReadingResult, tryWriting } from './athena-rights.ts'
import { parseUnload, tablesIn, withParameters } from './athena-sql.ts'
import type { Caller } from './caller.ts'
import { createTrinoTables, viewText } from './trino-tables.ts'

export interface Workgroup {
  name: string
  outputLocation: string
  /** Most that a query may scan, bytes. */
  cutoffBytes?: number
}

export interface Execution {
  id: string
  /** The statement as it was sent, before parameters. */
  sql: string
  parameters: string[]
  database: string
  workgroup: Workgroup
  state: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED'
  reason: string
  submittedMs: number
  completedMs?: number
  inputBytes: number
  result?: TrinoResult
}

/** A request that Athena refuses: HTTP 400 with this type. */
export class RequestRefused extends Error {
  readonly type: string
  constructor(type: string, message: string) {
    super(message)
    this.type = type
  }
}

export interface ExecutionsOptions {
  trino: Trino
  /** Names of the tables of a database. */
  tableNames: (database: string) => Promise<string[]>
  /** Awaited before a query runs: where a test slows it down or makes it fail (by throwing). */
  beforeRun: (execution: Execution) => Promise<void>
}

export function createExecutions({ trino, tableNames, beforeRun }: ExecutionsOptions) {
  const executions = new Map<string, Execution>()
  const byToken = new Map<string, Execution>()
  const aborts = new Map<string, AbortController>()
  const tables = createTrinoTables(trino)
  let queue: Promise<void> = Promise.resolve()

  /** Every table that the text reads, also through views, as Glue has it now and the caller may read it. */
  async function followTables(sql: string, database: string, caller: Caller): Promise<void> {
    for (const name of tablesIn(sql, await tableNames(database))) {
      const table = await readTable(caller, database, name)
      const view = viewText(table.table)
      if (view === undefined) {
        await tryReading(caller, table)
        await tables.follow(database, table.table, table.partitions)
      } else {
        await followTables(view, database, caller)
        await trino.run(`CREATE OR REPLACE VIEW lake."${database}"."${name}" AS ${view}`, database)
      }
    }
  }

  async function run(execution: Execution, caller: Caller): Promise<void> {
    const { database, workgroup, id } = execution
    const sql = withParameters(execution.sql, execution.parameters)
    const unload = parseUnload(sql)
    await followTables(sql, database, caller)
    const signal = aborts.get(id)?.signal
    if (unload === undefined) {
      execution.result = await trino.run(sql, database, { signal })
      execution.inputBytes = execution.result.inputBytes
      await putResult(caller, `${workgroup.outputLocation}${id}.csv`, csvOf(execution.result))
      return
    }
    await tryWriting(caller, unload.bucket, unload.prefix)
    const target = `lake."${database}"."unload_${id.replaceAll('-', '_')}"`
    const create = `CREATE TABLE ${target} WITH (external_location = 's3://${unload.bucket}/${unload.prefix}', format = 'PARQUET') AS ${unload.select}`
    const { inputBytes } = await trino.run(create, database, {
      session: `lake.compression_codec=${unload.compression}`,
      signal,
    })
    execution.inputBytes = inputBytes
    await trino.run(`DROP TABLE ${target}`, database)
  }

  async function runToItsEnd(execution: Execution, caller: Caller): Promise<void> {
    if (execution.state !== 'QUEUED') return
    execution.state = 'RUNNING'
    const end = (state: Execution['state'], reason = '') => {
      if (execution.state === 'CANCELLED') return
      Object.assign(execution, { state, reason, completedMs: Date.now() })
    }
    try {
      await beforeRun(execution)
      await run(execution, caller)
      const { cutoffBytes } = execution.workgroup
      if (cutoffBytes !== undefined && execution.inputBytes > cutoffBytes)
        end('CANCELLED', 'Query cancelled! : Bytes scanned limit was exceeded')
      else end('SUCCEEDED')
    } catch (error) {
      end('FAILED', error instanceof Error ? error.message : String(error))
    }
  }

  const known = (id: string): Execution => {
    const execution = executions.get(id)
    if (execution === undefined)
      throw new RequestRefused('InvalidRequestException', `QueryExecution ${id} was not found`)
    return execution
  }

  return {
    all: (): Execution[] => [...executions.values()],
    known,
    start(
      request: Pick<Execution, 'sql' | 'parameters' | 'database' | 'workgroup'>,
      token: string,
      caller: Caller,
    ): Execution {
      const before = byToken.get(token)
      if (before !== undefined) {
        if (before.sql !== request.sql || JSON.stringify(before.parameters) !== JSON.stringify(request.parameters))
          throw new RequestRefused('InvalidRequestException', 'Idempotent parameters do not match')
        return before
      }
      const execution: Execution = {
        ...request,
        id: randomUUID(),
        state: 'QUEUED',
        reason: '',
        submittedMs: Date.now(),
        inputBytes: 0,
      }
      executions.set(execution.id, execution)
      byToken.set(token, execution)
      aborts.set(execution.id, new AbortController())
      queue = queue.then(() => runToItsEnd(execution, caller))
      return execution
    },
    stop(id: string): void {
      const execution = known(id)
      if (execution.completedMs !== undefined) return
      Object.assign(execution, { state: 'CANCELLED', reason: 'Query cancelled by user', completedMs: Date.now() })
      aborts.get(id)?.abort()
    },
    /** Rows [from, from + limit) as text, the names of the columns first. */
    async rows(id: string, caller: Caller, from: number, limit: number) {
      const execution = known(id)
      if (execution.state !== 'SUCCEEDED')
        throw new RequestRefused(
          'InvalidRequestException',
          `Query has not yet finished. Current state: ${execution.state}`,
        )
      const { columns = [], types = [], rows = [] } = execution.result ?? {}
      if (execution.result !== undefined)
        await tryReadingResult(caller, `${execution.workgroup.outputLocation}${id}.csv`).catch((error: unknown) => {
          throw new RequestRefused('InvalidRequestException', `Could not find results: ${error}`)
        })
      const all = execution.result === undefined ? [] : [columns, ...rows]
      return { columns, types, rows: all.slice(from, from + limit), more: all.length > from + limit }
    },
    /** Waits until nothing runs. */
    idle: () => queue,
  }
}

function csvOf({ columns, rows }: TrinoResult): string {
  const cell = (value: unknown) => (value === null ? '' : `"${String(value).replaceAll('"', '""')}"`)
  return [columns, ...rows].map(row => `${row.map(cell).join(',')}\n`).join('')
}
