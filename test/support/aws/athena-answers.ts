/** Athena's operations: https://docs.aws.amazon.com/athena/latest/APIReference/Welcome.html */
import { randomUUID } from 'node:crypto'
import { type createExecutions, type Execution, RequestRefused, type Workgroup } from './athena-executions.ts'
import type { Call } from './athena-front.ts'
import { athenaText } from './athena-text.ts'
import type { Caller } from './caller.ts'

const PAGE = 1000
const MAX_SQL_BYTES = 262_144

/** The answer to a call that ministack has let pass. Throws RequestRefused. */
export async function answerAthena(
  { action, body }: Call,
  caller: Caller,
  executions: ReturnType<typeof createExecutions>,
  workgroupOf: (name: string) => Promise<Workgroup>,
): Promise<unknown> {
  const text = (name: string): string => {
    const value = body[name]
    return typeof value === 'string' ? value : ''
  }
  const id = text('QueryExecutionId')
  switch (action) {
    case 'StartQueryExecution': {
      const token = text('ClientRequestToken') || randomUUID()
      const parameters = Array.isArray(body.ExecutionParameters) ? body.ExecutionParameters.map(String) : []
      checkStart(token, text('QueryString'), parameters)
      const context = body.QueryExecutionContext as { Database?: string } | undefined
      const request = {
        sql: text('QueryString'),
        parameters,
        database: context?.Database ?? 'default',
        workgroup: await workgroupOf(text('WorkGroup') || 'primary'),
      }
      return { QueryExecutionId: executions.start(request, token, caller).id }
    }
    case 'GetQueryExecution':
      return { QueryExecution: described(executions.known(id)) }
    case 'StopQueryExecution':
      executions.stop(id)
      return {}
    case 'GetQueryResults': {
      const from = Number(text('NextToken') || 0)
      const limit = typeof body.MaxResults === 'number' ? body.MaxResults : PAGE
      if (limit > PAGE)
        throw new RequestRefused('InvalidRequestException', `MaxResults is more than maximum allowed length ${PAGE}.`)
      const { columns, types, rows, more } = await executions.rows(id, caller, from, limit)
      return {
        UpdateCount: 0,
        ResultSet: {
          Rows: rows.map((row, index) => ({
            // The names of the columns are the first row of the first page.
            Data: row.map((value, at) =>
              datum(from + index === 0 ? String(value) : athenaText(value, types[at] ?? '')),
            ),
          })),
          ResultSetMetadata: {
            ColumnInfo: columns.map((name, at) => ({
              CatalogName: 'hive',
              SchemaName: '',
              TableName: '',
              Name: name,
              Label: name,
              Type: (types[at] ?? '').replace(/\(.*/, ''),
              Nullable: 'UNKNOWN',
              CaseSensitive: false,
            })),
          },
        },
        ...(more ? { NextToken: String(from + limit) } : {}),
      }
    }
    default:
      throw new RequestRefused('UnknownOperationException', `this front has no ${action}`)
  }
}

const datum = (text: string | null) => (text === null ? {} : { VarCharValue: text })

function checkStart(token: string, sql: string, parameters: readonly string[]): void {
  if (token.length < 32 || token.length > 128)
    throw new RequestRefused('InvalidRequestException', 'ClientRequestToken: expected 32 to 128 characters')
  if (sql === '' || Buffer.byteLength(sql) > MAX_SQL_BYTES)
    throw new RequestRefused('InvalidRequestException', `QueryString: expected 1 to ${MAX_SQL_BYTES} bytes`)
  if (parameters.some(({ length }) => length < 1 || length > 1024))
    throw new RequestRefused('InvalidRequestException', 'ExecutionParameters: expected 1 to 1024 characters in each')
}

function described(execution: Execution) {
  const { id, sql, state, reason, submittedMs, completedMs, workgroup, database, inputBytes } = execution
  return {
    QueryExecutionId: id,
    Query: sql,
    StatementType: 'DML',
    ResultConfiguration: { OutputLocation: `${workgroup.outputLocation}${id}.csv` },
    QueryExecutionContext: { Database: database, Catalog: 'awsdatacatalog' },
    Status: {
      State: state,
      SubmissionDateTime: submittedMs / 1000,
      ...(completedMs === undefined ? {} : { CompletionDateTime: completedMs / 1000 }),
      ...(reason === '' ? {} : { StateChangeReason: reason }),
      ...(state === 'FAILED'
        ? { AthenaError: { ErrorCategory: 2, ErrorType: 1, Retryable: /^INTERNAL/.test(reason), ErrorMessage: reason } }
        : {}),
    },
    Statistics: {
      EngineExecutionTimeInMillis: completedMs === undefined ? 0 : completedMs - submittedMs,
      DataScannedInBytes: inputBytes,
    },
    WorkGroup: workgroup.name,
    EngineVersion: { EffectiveEngineVersion: 'Athena engine version 3' },
  }
}
