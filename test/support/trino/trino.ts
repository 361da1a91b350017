/** A real Trino for tests: started over a folder, asked by its HTTP protocol, ended by process id. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseExactJson } from '../../../functions/lib/exact-numbers.ts'

export interface TrinoResult {
  columns: string[]
  types: string[]
  /** Whole numbers beyond 2^53 are `bigint`. */
  rows: (string | number | bigint | boolean | null)[][]
  /** Read from storage. */
  inputBytes: number
}

export interface RunOptions {
  /** Session property, `name=value`. */
  session?: string
  /** Cancels the statement. */
  signal?: AbortSignal
}

export interface Trino {
  /** The folder that it works on; its file metastore is `.trino/metastore`. */
  folder: string
  /** One statement, with the tables of a schema of the catalogue `lake`; throws with Trino's reason. */
  run(sql: string, schema?: string, options?: RunOptions): Promise<TrinoResult>
  stop(): Promise<void>
}

const START_TIMEOUT_MS = 180_000

export interface S3Access {
  endpoint: string
  accessKeyId: string
  secretAccessKey: string
}

/**
 * Starts a node over `folder` (SQL sees it as local:///, and s3:// as the server given) and waits until it answers a query
 * that needs a worker.
 */
export async function startTrino(folder: string, s3?: S3Access): Promise<Trino> {
  const script = new URL('start.sh', import.meta.url).pathname
  const output = execFileSync('bash', [script, folder], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      TRINO_S3_ENDPOINT: s3?.endpoint,
      TRINO_S3_ACCESS_KEY: s3?.accessKeyId,
      TRINO_S3_SECRET_KEY: s3?.secretAccessKey,
    },
  })
  const said = new Map(
    output
      .trim()
      .split('\n')
      .map(line => line.split(/=(.*)/s) as [string, string]),
  )
  const url = said.get('url') ?? ''
  const pid = Number(said.get('pid'))
  const alive = () => {
    try {
      process.kill(pid, 0)
      return true
    } catch {
      return false
    }
  }
  const trino: Trino = {
    folder,
    run: (sql, schema = 'default', options = {}) => runStatement(url, sql, schema, options),
    async stop() {
      if (alive()) process.kill(pid, 'SIGTERM')
      for (let i = 0; i < 50 && alive(); i++) await sleep(100)
      if (alive()) process.kill(pid, 'SIGKILL')
    },
  }
  const began = Date.now()
  for (;;) {
    try {
      await trino.run('CREATE SCHEMA IF NOT EXISTS lake.default')
      await trino.run('SELECT count(*) FROM lake.information_schema.tables')
      return trino
    } catch (error) {
      if (alive() && Date.now() - began < START_TIMEOUT_MS) await sleep(300)
      else {
        const log = readFileSync(said.get('log') ?? '', 'utf8')
          .split('\n')
          .slice(-15)
          .join('\n')
        await trino.stop()
        throw new Error(`trino: expected an answer within ${START_TIMEOUT_MS / 1000} s, found ${error}\n${log}`)
      }
    }
  }
}

interface Page {
  error?: { errorName: string; message: string }
  columns?: { name: string; type: string }[]
  data?: TrinoResult['rows']
  stats?: { physicalInputBytes?: number }
  nextUri?: string
}

/** POST /v1/statement, then nextUri until there is none: https://trino.io/docs/current/develop/client-protocol.html */
async function runStatement(
  url: string,
  sql: string,
  schema: string,
  { session, signal }: RunOptions,
): Promise<TrinoResult> {
  const user = { 'x-trino-user': 'conformance' }
  const headers = {
    ...user,
    'x-trino-catalog': 'lake',
    'x-trino-schema': schema,
    'x-trino-time-zone': 'UTC',
    'x-trino-client-capabilities': 'PARAMETRIC_DATETIME',
    ...(session === undefined ? {} : { 'x-trino-session': session }),
  }
  const result: TrinoResult = { columns: [], types: [], rows: [], inputBytes: 0 }
  let response = await fetch(`${url}/v1/statement`, { method: 'POST', headers, body: sql })
  for (;;) {
    if (response.status === 503 || response.status === 502 || response.status === 429) await sleep(100)
    else if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`)
    const page = parseExactJson(await response.text()) as Page
    if (page.error) throw new Error(`${page.error.errorName}: ${page.error.message}`)
    if (page.columns) {
      result.columns = page.columns.map(column => column.name)
      result.types = page.columns.map(column => column.type)
    }
    result.inputBytes = page.stats?.physicalInputBytes ?? result.inputBytes
    if (page.data) result.rows.push(...page.data)
    if (!page.nextUri) return result
    if (signal?.aborted) {
      await fetch(page.nextUri, { method: 'DELETE', headers: user })
      throw new Error('USER_CANCELED: the statement was cancelled')
    }
    response = await fetch(page.nextUri, { headers: user })
  }
}
