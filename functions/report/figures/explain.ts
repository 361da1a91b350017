/** From a figure down to what it counts: its SQL and rows, the rows that it counts, the log records, the uploaded lines. */
import * as z from 'zod'
import { add, parseExactJson, type Whole } from '../../lib/exact-numbers.ts'
import type { ObjectStore, QueryEngine, QueryResult, SqlValue } from '../../lib/ports.ts'
import { loadQuery } from '../../lib/queries.ts'
import { bindParameters } from '../../lib/sql-literals.ts'
import { queryOfNetworks } from '../of-networks.ts'
import { SLOT_MS, timestampMs, timestampText } from '../window/calendar.ts'
import { type Condition, type Selection, selectRows } from './selection.ts'

const whole = z.union([z.number(), z.bigint()])
const value = z.union([z.string(), z.number()])
const column = z.string()
const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.object({ column, is: z.literal('equal'), value }),
    z.object({ column, is: z.enum(['one of', 'none of']), values: z.array(value) }),
    z.object({ column, is: z.enum(['null', 'not null']) }),
    z.object({ column, is: z.enum(['at least', 'below']), value }),
    z.object({ column, is: z.literal('local day'), from: z.string(), to: z.string() }),
    z.object({ column, is: z.enum(['local weekday', 'local hour']), values: z.array(z.number()) }),
    z.object({ anyOf: z.array(z.array(conditionSchema)) }),
  ]),
)
const selectionSchema: z.ZodType<Selection> = z.object({
  table: z.string(),
  fromDt: z.string(),
  toDt: z.string(),
  conditions: z.array(conditionSchema),
  sums: z.array(z.string()).optional(),
})
const figureSchema = z.object({
  id: z.string(),
  label: z.string(),
  text: z.string(),
  unit: z.string(),
  numerator: whole,
  numeratorOf: z.string(),
  denominator: whole,
  exclusions: z.array(z.object({ what: z.string(), contacts: z.number() })),
  query: z.object({ file: z.string(), hash: z.string(), parameters: z.array(value) }),
  counted: selectionSchema.nullable(),
})
const reportSchema = z.object({
  networks: z.array(z.string()).optional(),
  sections: z.array(z.object({ figures: z.array(figureSchema).optional() })),
})

export type ExplainedFigure = z.infer<typeof figureSchema>

export interface Explanation {
  figure: ExplainedFigure
  /** Text of the SQL as it is now, and whether it is still what made the figure. */
  sql: string
  sameSql: boolean
  /** Its rows. */
  answer: QueryResult
  /** What the numerator counts; undefined for a figure of time. */
  counted: CountedRows | undefined
  /** Log records: all that are counted, else those of the first contact that is; none of other tables. */
  flows: QueryResult
}

export interface CountedRows {
  table: string
  /** The SELECT with its values. */
  sql: string
  result: QueryResult
  /** How many rows, or what their columns add up to. */
  number: Whole
}

const NOTHING: QueryResult = { columns: [], rows: [] }

/**
 * Explains a figure of a stored report. Throws where there is no such report or figure, with those that there are, and
 * where another version made it.
 */
export async function explainFigure(
  reports: ObjectStore,
  engine: QueryEngine,
  report: string,
  figureId: string,
): Promise<Explanation> {
  const { figure, networks } = await storedFigure(reports, report, figureId)
  const query = loadQuery(figure.query.file.replace(/\.sql$/, ''))
  const ofReport = (sql: string) => (networks === undefined ? sql : queryOfNetworks(sql, networks))
  const sql = ofReport(query.text)
  const answer = await engine.select(sql, figure.query.parameters)
  const counted = figure.counted === null ? undefined : await countedRows(figure.counted, engine, ofReport)
  return {
    figure,
    sql,
    sameSql: query.hash === figure.query.hash,
    answer,
    counted,
    flows: counted === undefined ? NOTHING : await flowsOf(counted, engine),
  }
}

/** The figures of a stored report. Throws where there is no such report, and where another version made it. */
export async function storedFigures(
  reports: ObjectStore,
  report: string,
): Promise<{ figures: ExplainedFigure[]; networks: string[] | undefined }> {
  const object = await reports.get(`${report}/report.json`)
  if (object === undefined)
    throw new Error(`explain: expected a report at ${report}, found none; name it as <name>/<last day>`)
  const parsed = reportSchema.safeParse(parseExactJson(new TextDecoder().decode(object.bytes)))
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.')
    throw new Error(
      `explain: expected figures of this version in ${report}, found others (${where}); make the report again`,
    )
  }
  const { sections, networks } = parsed.data
  return { figures: sections.flatMap(section => section.figures ?? []), networks }
}

async function storedFigure(
  reports: ObjectStore,
  report: string,
  figureId: string,
): Promise<{ figure: ExplainedFigure; networks: string[] | undefined }> {
  const { figures, networks } = await storedFigures(reports, report)
  const figure = figures.find(({ id }) => id === figureId)
  if (figure !== undefined) return { figure, networks }
  const ids = figures.map(({ id }) => id)
  const near = nearest(ids, figureId).slice(0, NAMED).join(', ')
  const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more: explain ${report} lists them` : ''
  throw new Error(
    `explain: expected a figure of ${report}, found ${JSON.stringify(figureId)}; there are ${near}${more}`,
  )
}

/** Figures that are named where another was asked for. */
const NAMED = 8

/** Those first that begin as it does the longest, in their order. */
function nearest(ids: readonly string[], wanted: string): string[] {
  const common = (id: string) => {
    let length = 0
    while (length < id.length && id[length] === wanted[length]) length++
    return length
  }
  return [...ids].sort((a, b) => common(b) - common(a))
}

async function countedRows(
  selection: Selection,
  engine: QueryEngine,
  ofReport: (sql: string) => string,
): Promise<CountedRows> {
  const { sql: ofAll, parameters } = selectRows(selection)
  const sql = ofReport(ofAll)
  const result = await engine.select(sql, parameters)
  let number: Whole = selection.sums === undefined ? result.rows.length : 0
  for (const name of selection.sums ?? []) {
    const at = result.columns.indexOf(name)
    for (const row of result.rows) number = add(number, wholeOf(row[at]))
  }
  return { table: selection.table, sql: bindParameters(sql, parameters), result, number }
}

const wholeOf = (value: SqlValue | undefined): Whole =>
  typeof value === 'number' || typeof value === 'bigint' ? value : 0

/** Log records behind rows: themselves, or those of the first contact. */
async function flowsOf({ table, result }: CountedRows, engine: QueryEngine): Promise<QueryResult> {
  if (table === 'flows') return result
  const [contact] = result.rows
  if (table !== 'contacts' || contact === undefined) return NOTHING
  const cell = (name: string): SqlValue => contact[result.columns.indexOf(name)] ?? ''
  const dt = String(cell('dt'))
  const slotMs = timestampMs(String(cell('slot')))
  const { sql, parameters } = selectRows({
    table: 'flows',
    fromDt: dt,
    toDt: dt,
    conditions: [
      ...['network', 'local_ip', 'remote_ip'].map(
        (name): Condition => ({ column: name, is: 'equal', value: String(cell(name)) }),
      ),
      { column: 'protocol', is: 'equal', value: Number(cell('protocol')) },
      { column: 'end_time', is: 'at least', value: timestampText(slotMs) },
      { column: 'start_time', is: 'below', value: timestampText(slotMs + SLOT_MS) },
    ],
  })
  return engine.select(sql, parameters)
}
