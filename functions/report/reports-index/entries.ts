/**
 * What the index knows of reports: of each definition one object `<name>/reports.json` with its reports, and of all
 * definitions `reports.json` with the newest of each. Both are small beside the reports, which nobody reads for an index.
 */
import * as z from 'zod'
import { readJson } from '../../lib/ledger/json-object.ts'
import type { ObjectHead, ObjectStore } from '../../lib/ports.ts'
import { definitionFolder } from './places.ts'

/** A figure that is drawn over the windows of a definition. */
export interface LineOfFigure {
  /** Its id. */
  figure: string
  label: string
  unit: string
  /** As this report prints it. */
  text: string
}

export interface ReportEntry {
  /** Last and first local day. */
  until: string
  from: string
  /** File name of its page, in its folder. */
  page: string
  revision: number
  contentHash: string
  madeAt: string
  /** Against the revision before; `first` where there is none. */
  changed: string
  partial: boolean
  /** Of generated logs. */
  generated: boolean
  /** As the first screen says them: figure and words. */
  conclusions: string[]
  /**
   * Of its numbers (BCP 47), and the names in which nothing is one; English where absent. Texts here are as English writes
   * them, and become another language's where a page is made.
   */
  language?: string | undefined
  watched?: readonly string[] | undefined
  /** Of the newest reports: values of its figures by id, null where withheld. */
  figures?: Record<string, number | null> | undefined
  /** Of the newest reports: what is drawn where this is the newest of all, what it concludes first. */
  lines?: LineOfFigure[] | undefined
}

export interface DefinitionIndex {
  name: string
  /** The newest first. */
  reports: ReportEntry[]
}

/** A figure over the windows of a definition, the oldest first; null where a report has it not, or withholds it. */
export interface Line extends LineOfFigure {
  points: { until: string; value: number | null }[]
}

/** Of one definition, for the page of all. */
export interface DefinitionSummary {
  name: string
  total: number
  /** The newest, without figures. */
  reports: ReportEntry[]
  lines: Line[]
}

/** Windows that lines go over, and whose figures an index keeps. */
export const DRAWN_REPORTS = 60
/** Reports of a definition that the index lists: 13 years of daily ones. Older ones lie in their folders. */
export const LISTED_REPORTS = 5000
/** Reports of each definition on the page of all. */
export const NEWEST_REPORTS = 10

const lineOfFigure = z.object({ figure: z.string(), label: z.string(), unit: z.string(), text: z.string() })
const entrySchema: z.ZodType<ReportEntry> = z.object({
  until: z.string(),
  from: z.string(),
  page: z.string(),
  revision: z.number(),
  contentHash: z.string(),
  madeAt: z.string(),
  changed: z.string(),
  partial: z.boolean(),
  generated: z.boolean(),
  conclusions: z.array(z.string()),
  language: z.string().optional(),
  watched: z.array(z.string()).optional(),
  figures: z.record(z.string(), z.number().nullable()).optional(),
  lines: z.array(lineOfFigure).optional(),
})
const definitionSchema: z.ZodType<DefinitionIndex> = z.object({ name: z.string(), reports: z.array(entrySchema) })
const summarySchema: z.ZodType<DefinitionSummary> = z.object({
  name: z.string(),
  total: z.number(),
  reports: z.array(entrySchema),
  lines: z.array(
    lineOfFigure.extend({ points: z.array(z.object({ until: z.string(), value: z.number().nullable() })) }),
  ),
})

export const ALL_KEY = 'reports.json'
export const definitionKey = (name: string): string => `${definitionFolder(name)}${ALL_KEY}`

type Store = Pick<ObjectStore, 'get'>

/** What is noted of a definition, with its head for a conditional write. */
export const readDefinition = (
  reports: Store,
  name: string,
): Promise<{ head: ObjectHead; value: DefinitionIndex } | undefined> =>
  readJson(reports, definitionKey(name), definitionSchema)

/** Of every definition, by name. */
export const readSummaries = async (reports: Store): Promise<DefinitionSummary[]> =>
  (await readJson(reports, ALL_KEY, z.array(summarySchema)))?.value ?? []

/** The entry of a report put among the others: the newest first, as many as are kept, figures with the newest of them. */
export function withEntry(others: readonly ReportEntry[], entry: ReportEntry): ReportEntry[] {
  return [entry, ...others.filter(({ until }) => until !== entry.until)]
    .sort((a, b) => (a.until < b.until ? 1 : -1))
    .slice(0, LISTED_REPORTS)
    .map((own, at) => (at < DRAWN_REPORTS ? own : withoutFigures(own)))
}

export function withoutFigures({ figures: _, lines: __, ...entry }: ReportEntry): ReportEntry {
  return entry
}

/** The figures that the newest report concludes from, over the windows before it. */
export function linesOf(reports: readonly ReportEntry[]): Line[] {
  const drawn = reports.slice(0, DRAWN_REPORTS).toReversed()
  return (reports[0]?.lines ?? []).map(line => ({
    ...line,
    points: drawn.map(({ until, figures }) => ({ until, value: figures?.[line.figure] ?? null })),
  }))
}
