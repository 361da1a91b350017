/** The examples of queries/examples: a dashboard of Grafana and a notebook, as tests read them. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'

const FOLDER = resolve(import.meta.dirname, '../../queries/examples')
export const NOTEBOOK = resolve(FOLDER, 'study.ipynb')

const datasource = z.strictObject({ type: z.literal('grafana-athena-datasource'), uid: z.literal(`\${datasource}`) })
const ask = {
  connectionArgs: z.record(z.string(), z.literal('__default')),
  format: z.literal([0, 1]),
  rawSQL: z.string(),
}
const place = z.strictObject({
  x: z.int().min(0).max(23),
  y: z.int().min(0),
  w: z.int().min(1).max(24),
  h: z.int().min(1),
})

/**
 * What Grafana 10.4 and 11 import: a dashboard of schema 39 (https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/),
 * whose panels ask the Athena data source that a variable names.
 */
const dashboardSchema = z.object({
  id: z.null(),
  uid: z.undefined().optional(),
  title: z.string(),
  schemaVersion: z.literal(39),
  timezone: z.literal('utc'),
  time: z.strictObject({ from: z.string(), to: z.string() }),
  templating: z.object({
    list: z.tuple([
      z.object({
        name: z.literal('datasource'),
        type: z.literal('datasource'),
        query: z.literal('grafana-athena-datasource'),
      }),
      z.object({
        name: z.literal('network'),
        type: z.literal('query'),
        datasource,
        query: z.strictObject({ refId: z.string(), ...ask }),
        // Asked anew when the time range changes.
        refresh: z.literal(2),
      }),
    ]),
  }),
  panels: z.array(
    z.object({
      id: z.int(),
      title: z.string().min(1),
      description: z.string().min(1),
      type: z.enum(['timeseries', 'barchart', 'table']),
      datasource,
      gridPos: place,
      targets: z.tuple([z.strictObject({ refId: z.literal('A'), datasource, ...ask })]),
    }),
  ),
})

export type Dashboard = z.infer<typeof dashboardSchema>

export const readDashboard = (): Dashboard =>
  dashboardSchema.parse(JSON.parse(readFileSync(resolve(FOLDER, 'grafana-dashboard.json'), 'utf8')))

const notebookSchema = z.strictObject({
  nbformat: z.literal(4),
  nbformat_minor: z.literal(5),
  metadata: z.strictObject({
    kernelspec: z.strictObject({ name: z.literal('python3'), display_name: z.string(), language: z.literal('python') }),
    language_info: z.strictObject({ name: z.literal('python') }),
  }),
  cells: z.array(
    z.discriminatedUnion('cell_type', [
      z.strictObject({
        cell_type: z.literal('markdown'),
        id: z.string(),
        metadata: z.object(),
        source: z.array(z.string()),
      }),
      z.strictObject({
        cell_type: z.literal('code'),
        id: z.string(),
        metadata: z.object(),
        source: z.array(z.string()),
        // Whose lake a file of the project was run on is nobody's business.
        execution_count: z.null(),
        outputs: z.tuple([]),
      }),
    ]),
  ),
})

/** Cells of the notebook, in format 4.5 (https://nbformat.readthedocs.io/en/latest/format_description.html). */
export const readCells = (): { isCode: boolean; text: string }[] =>
  notebookSchema
    .parse(JSON.parse(readFileSync(NOTEBOOK, 'utf8')))
    .cells.map(({ cell_type, source }) => ({ isCode: cell_type === 'code', text: source.join('') }))

/** The SQL of a cell; undefined where it has none. */
export const sqlOf = (cell: string): string | undefined => /"""\n([\s\S]*?)"""/.exec(cell)?.[1]
