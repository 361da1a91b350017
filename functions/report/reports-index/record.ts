/** Notes a report in the index of its definition: its revision, and what changed against the one before. The only place with a clock. */
import * as z from 'zod'
import { writeJson } from '../../lib/ledger/json-object.ts'
import { type Clock, type ObjectStore, PreconditionFailed } from '../../lib/ports.ts'
import { SOFTWARE } from '../../lib/software.ts'
import type { Figure } from '../figures/figure.ts'
import { CONCLUSIONS, type Report } from '../report.ts'
import { definitionKey, type LineOfFigure, type ReportEntry, readDefinition, withEntry } from './entries.ts'
import { fileName, reportFolder } from './places.ts'

export interface Recorded {
  revision: number
  /** Against the revision before; `first` where there is none. */
  changed: string
}

const NAMED_CHANGES = 5
/** Lines of a definition: what its newest report concludes from, then what leads each section. */
const MOST_LINES = 8

/** A new revision only where the content differs; `runFacts` go to run.json beside the report. */
export async function recordReport(
  reports: ObjectStore,
  report: Report,
  clock: Clock,
  runFacts: Record<string, unknown>,
): Promise<Recorded> {
  const { name, contentHash } = report
  const { toDay: until, fromDay: from } = report.window
  const madeAt = new Date(clock.nowMs()).toISOString()
  const runKey = `${reportFolder(name, until)}run.json`
  const figures = figuresOf(report)
  const texts = Object.fromEntries(figures.map(({ id, text }) => [id, text]))
  const run = await readRun(reports, runKey)
  for (;;) {
    const known = await readDefinition(reports, name)
    const others = known?.value.reports ?? []
    // Where the index was lost, or lists it no more, the report's own run.json says its revision.
    const last: Noted | undefined = others.find(entry => entry.until === until) ?? run
    const isSame = last?.contentHash === contentHash
    const entry: ReportEntry = {
      until,
      from,
      page: fileName(report, 'index.html'),
      revision: last === undefined ? 1 : last.revision + (isSame ? 0 : 1),
      contentHash,
      madeAt: isSame ? last.madeAt : madeAt,
      changed: last === undefined ? 'first' : isSame ? last.changed : changeOf(last, run, figures),
      partial: report.partial,
      generated: report.data !== undefined,
      conclusions: report.findings.slice(0, CONCLUSIONS).map(({ headline }) => `${headline.figure} ${headline.words}`),
      ...(report.language === undefined ? {} : { language: report.language, watched: report.watched }),
      figures: Object.fromEntries(figures.map(({ id, value }) => [id, value === null ? null : sixDigits(value)])),
      lines: linesOf(report, figures),
    }
    try {
      const condition = known === undefined ? { ifNoneMatch: '*' as const } : { ifMatch: known.head.etag }
      await writeJson(reports, definitionKey(name), { name, reports: withEntry(others, entry) }, condition)
    } catch (error) {
      if (error instanceof PreconditionFailed) continue
      throw error
    }
    const { revision, changed } = entry
    const made = { madeAt, revision, changed, contentHash, software: SOFTWARE }
    await writeJson(reports, runKey, { ...made, ...runFacts, figures: texts })
    return { revision, changed }
  }
}

const figuresOf = ({ sections }: Report): Figure[] =>
  sections.flatMap(section => ('failure' in section ? [] : section.figures))

const sixDigits = (value: number): number => Number(value.toPrecision(6))

/** A figure that is printed as one number: spans of hours, names and the like are no line. */
const IS_NUMBER = /^(?:< )?[\d,.]+(?:\u202f\S+)?$/

function linesOf({ findings, sections }: Report, figures: readonly Figure[]): LineOfFigure[] {
  const leading = sections.flatMap(section => ('failure' in section ? [] : section.figures.slice(0, 1)))
  const ids = new Set([...findings.map(({ figure }) => figure), ...leading.map(({ id }) => id)])
  const byId = new Map(figures.map(figure => [figure.id, figure]))
  return [...ids]
    .flatMap(id => {
      const figure = byId.get(id)
      if (figure === undefined || figure.value === null || !IS_NUMBER.test(figure.text)) return []
      const { label, unit, text } = figure
      return [{ figure: id, label, unit, text }]
    })
    .slice(0, MOST_LINES)
}

type Noted = Pick<ReportEntry, 'revision' | 'contentHash' | 'madeAt' | 'changed'>

const runSchema = z.object({
  madeAt: z.string(),
  revision: z.number(),
  changed: z.string(),
  contentHash: z.string(),
  figures: z.record(z.string(), z.string()),
})
type Run = z.infer<typeof runSchema>

/** What the run that made the report before left beside it. */
async function readRun(reports: ObjectStore, runKey: string): Promise<Run | undefined> {
  const object = await reports.get(runKey)
  if (object === undefined) return undefined
  try {
    return runSchema.parse(JSON.parse(new TextDecoder().decode(object.bytes)))
  } catch {
    return undefined
  }
}

function changeOf({ contentHash }: Noted, run: Run | undefined, figures: readonly Figure[]): string {
  if (run === undefined || run.contentHash !== contentHash) return 'the revision before was not written to its end'
  const before = run.figures
  const after = new Map(figures.map(figure => [figure.id, figure]))
  const ids = [...new Set([...Object.keys(before), ...after.keys()])]
    .filter(id => before[id] !== after.get(id)?.text)
    .sort()
  if (ids.length === 0) return 'tables or words, no figure'
  const named = ids.slice(0, NAMED_CHANGES).map(id => {
    const figure = after.get(id)
    return `${figure?.label ?? id}: ${before[id] ?? 'not there'} before, ${figure?.text ?? 'not there'} now`
  })
  return `${named.join('; ')}${ids.length > named.length ? `; ${ids.length - named.length} more` : ''}`
}
