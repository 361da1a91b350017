/** From a figure down to what it counts: its SQL and rows, the contacts, the log records, the uploaded lines. */
import { z } from 'zod'
import type { ObjectStore, QueryEngine, QueryResult, SqlValue } from '../../lib/ports.ts'
import { loadQuery } from '../../lib/queries.ts'
import { addDays, calendarOf, SLOT_MS } from '../window/calendar.ts'
import type { Counted, CountedContacts, CountedRecords } from './counted.ts'

const countedSchema: z.ZodType<Counted> = z.discriminatedUnion('of', [
  z.object({
    of: z.literal('contacts'),
    role: z.string(),
    categories: z.array(z.string()).nullable(),
    exceptCategories: z.array(z.string()),
    country: z.string(),
    network: z.string(),
    excludedAs: z.string().nullable(),
    weekdays: z.array(z.number()),
    condition: z.enum(['', 'sampled', 'several_exporters', 'no_counters', 'no_asn', 'no_kind']),
  }),
  z.object({ of: z.literal('records'), scope: z.string(), action: z.string(), icmp: z.string() }),
  z.object({ of: z.literal('time') }),
])
const figureSchema = z.object({
  id: z.string(),
  label: z.string(),
  text: z.string(),
  unit: z.string(),
  numerator: z.number(),
  numeratorOf: z.string(),
  denominator: z.number(),
  fromDay: z.string(),
  toDay: z.string(),
  exclusions: z.array(z.object({ what: z.string(), contacts: z.number() })),
  query: z.object({
    file: z.string(),
    hash: z.string(),
    parameters: z.array(z.union([z.string(), z.number()])),
  }),
  counted: countedSchema,
})
const reportSchema = z.object({ sections: z.array(z.object({ figures: z.array(figureSchema).optional() })) })

export type ExplainedFigure = z.infer<typeof figureSchema>

export interface Explanation {
  figure: ExplainedFigure
  /** Text of the SQL as it is now, and whether it is still what made the figure. */
  sql: string
  sameSql: boolean
  /** Its rows. */
  answer: QueryResult
  /** What the numerator counts; none for a figure of log records or of time. */
  contacts: QueryResult
  /** Of the first contact; of a figure of log records all that it counts. */
  flows: QueryResult
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
  zones: readonly string[],
): Promise<Explanation> {
  const object = await reports.get(`${report}/report.json`)
  if (object === undefined)
    throw new Error(`explain: expected a report at ${report}, found none; name it as <name>/<last day>`)
  const parsed = reportSchema.safeParse(JSON.parse(new TextDecoder().decode(object.bytes)))
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.')
    throw new Error(
      `explain: expected figures of this version in ${report}, found others (${where}); make the report again`,
    )
  }
  const figures = parsed.data.sections.flatMap(section => section.figures ?? [])
  const figure = figures.find(({ id }) => id === figureId)
  if (figure === undefined) {
    throw new Error(
      `explain: expected a figure of ${report}, found ${JSON.stringify(figureId)}; there are ${figures.map(({ id }) => id).join(', ')}`,
    )
  }
  const query = loadQuery(figure.query.file.replace(/\.sql$/, ''))
  const answer = await engine.select(query.text, figure.query.parameters)
  const sameSql = query.hash === figure.query.hash
  const { counted } = figure
  const contacts = counted.of === 'contacts' ? await contactsOf(figure, counted, engine, zones) : NOTHING
  const flows =
    counted.of === 'records'
      ? await recordsOf(figure, counted, engine)
      : await flowsOf(contacts.columns, contacts.rows[0], engine)
  return { figure, sql: query.text, sameSql, answer, contacts, flows }
}

async function contactsOf(
  { fromDay, toDay }: ExplainedFigure,
  counted: CountedContacts,
  engine: QueryEngine,
  zones: readonly string[],
): Promise<QueryResult> {
  const { role, categories, exceptCategories, country, network, excludedAs, weekdays, condition } = counted
  const all: QueryResult = { columns: [], rows: [] }
  for (const zone of zones) {
    const calendar = calendarOf(zone)
    const fromMs = calendar.startOf(fromDay)
    const toMs = calendar.startOf(addDays(toDay, 1))
    const window = [zone, dayOf(fromMs), dayOf(toMs - 1), timestampOf(fromMs), timestampOf(toMs)]
    const named = categories === null ? '' : listText(categories)
    const classes = [role, role, named, named, listText(exceptCategories), country, country, network, network]
    const { columns, rows } = await engine.select(loadQuery('saved/explain-contacts').text, [
      ...window,
      ...classes,
      excludedAs ?? 'any',
      excludedAs ?? '',
      ...Array<string>(5).fill(condition),
    ])
    const slot = columns.indexOf('slot')
    const isOfDays = (row: readonly SqlValue[]) => weekdays.includes(calendar.at(msOf(row[slot])).weekday)
    all.columns = columns
    for (const row of rows) if (weekdays.length === 0 || isOfDays(row)) all.rows.push(row)
  }
  return all
}

const recordsOf = ({ fromDay, toDay }: ExplainedFigure, { scope, action, icmp }: CountedRecords, engine: QueryEngine) =>
  engine.select(loadQuery('saved/explain-records').text, [fromDay, toDay, scope, scope, action, action, icmp, icmp])

async function flowsOf(
  columns: readonly string[],
  contact: readonly SqlValue[] | undefined,
  engine: QueryEngine,
): Promise<QueryResult> {
  if (contact === undefined) return NOTHING
  const value = (name: string): SqlValue => contact[columns.indexOf(name)] ?? ''
  const slotMs = msOf(value('slot'))
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

/** As the saved query takes a list; of no name none is found. */
const listText = (names: readonly string[]): string => `|${names.join('|')}|`
/** Of a slot `YYYY-MM-DD hh:mm`. */
const msOf = (slot: SqlValue | undefined): number => Date.parse(`${String(slot).replace(' ', 'T')}:00Z`)
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
const timestampOf = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
