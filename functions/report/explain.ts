/** From a figure down to what it counts: its SQL and rows, the contacts, the log records, the uploaded lines. */
import { z } from 'zod'
import type { ObjectStore, QueryEngine, QueryResult, SqlParameter, SqlValue } from '../lib/ports.ts'
import { loadQuery } from '../lib/queries.ts'
import { addDays, calendarOf, SLOT_MS } from './calendar.ts'

const figureSchema = z.object({
  id: z.string(),
  label: z.string(),
  text: z.string(),
  unit: z.string(),
  numerator: z.number(),
  denominator: z.number(),
  fromDay: z.string(),
  toDay: z.string(),
  exclusions: z.array(z.object({ what: z.string(), contacts: z.number() })),
  query: z.object({
    file: z.string(),
    hash: z.string(),
    parameters: z.array(z.array(z.union([z.string(), z.number()]))),
  }),
  filter: z.object({
    role: z.string(),
    category: z.string(),
    country: z.string(),
    network: z.string(),
    excludedAs: z.string().nullable(),
  }),
})
const reportSchema = z.object({ sections: z.array(z.object({ figures: z.array(figureSchema).optional() })) })

export type ExplainedFigure = z.infer<typeof figureSchema>

export interface Explanation {
  figure: ExplainedFigure
  /** Text of the SQL as it is now, and whether it is still what made the figure. */
  sql: string
  sameSql: boolean
  /** Rows per binding of the parameters. */
  answers: { parameters: SqlParameter[]; result: QueryResult }[]
  contacts: QueryResult
  /** Of the first contact. */
  flows: QueryResult
}

/** Explains a figure of a stored report. Throws where there is no such report or figure, with those that there are. */
export async function explainFigure(
  reports: ObjectStore,
  engine: QueryEngine,
  report: string,
  figureId: string,
  zones: readonly string[],
): Promise<Explanation> {
  const object = await reports.get(`${report}/report.json`)
  if (object === undefined)
    throw new Error(`explain: expected a report at ${report}, found none; name it as <name>/<last day>`)
  const parsed = reportSchema.parse(JSON.parse(new TextDecoder().decode(object.bytes)))
  const figures = parsed.sections.flatMap(section => section.figures ?? [])
  const figure = figures.find(({ id }) => id === figureId)
  if (figure === undefined) {
    throw new Error(
      `explain: expected a figure of ${report}, found ${JSON.stringify(figureId)}; there are ${figures.map(({ id }) => id).join(', ')}`,
    )
  }
  const query = loadQuery(figure.query.file.replace(/\.sql$/, ''))
  const answers: Explanation['answers'] = []
  for (const parameters of figure.query.parameters)
    answers.push({ parameters, result: await engine.select(query.text, parameters) })
  const contacts = await contactsOf(figure, engine, zones)
  const [first] = contacts.rows
  return {
    figure,
    sql: query.text,
    sameSql: query.hash === figure.query.hash,
    answers,
    contacts,
    flows: first === undefined ? { columns: [], rows: [] } : await flowsOf(contacts.columns, first, engine),
  }
}

async function contactsOf(
  figure: ExplainedFigure,
  engine: QueryEngine,
  zones: readonly string[],
): Promise<QueryResult> {
  const { role, category, country, network, excludedAs } = figure.filter
  const all: QueryResult = { columns: [], rows: [] }
  const withoutInfrastructure = role === 'use' && category === '' && country === '' ? 'infrastructure' : ''
  for (const zone of zones) {
    const calendar = calendarOf(zone)
    const fromMs = calendar.startOf(figure.fromDay)
    const toMs = calendar.startOf(addDays(figure.toDay, 1))
    const parameters = [
      zone,
      dayOf(fromMs),
      dayOf(toMs - 1),
      timestampOf(fromMs),
      timestampOf(toMs),
      role,
      role,
      category,
      category,
    ]
    parameters.push(country, country, network, network, excludedAs ?? 'any', excludedAs ?? '', withoutInfrastructure)
    const { columns, rows } = await engine.select(loadQuery('saved/explain-contacts').text, parameters)
    all.columns = columns
    all.rows.push(...rows)
  }
  return all
}

function flowsOf(columns: readonly string[], contact: readonly SqlValue[], engine: QueryEngine): Promise<QueryResult> {
  const value = (name: string): SqlValue => contact[columns.indexOf(name)] ?? ''
  const slotMs = Date.parse(`${String(value('slot')).replace(' ', 'T')}:00Z`)
  return engine.select(loadQuery('saved/explain-flows').text, [
    String(value('dt')),
    String(value('network')),
    String(value('local_ip')),
    String(value('remote_ip')),
    Number(value('protocol')),
    timestampOf(slotMs),
    timestampOf(slotMs + SLOT_MS),
  ])
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
const timestampOf = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
