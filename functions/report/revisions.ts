/** The index of reports: which there are, their revisions, and what changed between them. The only place with a clock. */
import { z } from 'zod'
import { GENERATED } from '../lib/lake-origin.ts'
import { readJson, writeJson } from '../lib/ledger/json-object.ts'
import { type Clock, type ObjectStore, PreconditionFailed } from '../lib/ports.ts'
import { escapeMarkup as text } from './render/escape.ts'
import { page } from './render/page.ts'
import type { Report } from './report.ts'

interface Revision {
  revision: number
  contentHash: string
  madeAt: string
  changed: string
}

interface IndexEntry {
  name: string
  until: string
  from: string
  headline: string
  partial: boolean
  /** Of generated logs. */
  generated?: boolean
  /** The newest: all that is shown of them. An index of years of reports is read and written at each. */
  revisions: Revision[]
}

const indexSchema: z.ZodType<IndexEntry[]> = z.array(
  z.object({
    name: z.string(),
    until: z.string(),
    from: z.string(),
    headline: z.string(),
    partial: z.boolean(),
    generated: z.boolean().optional(),
    revisions: z.array(
      z.object({ revision: z.number(), contentHash: z.string(), madeAt: z.string(), changed: z.string() }),
    ),
  }),
)

const INDEX = 'index.json'
const NAMED_CHANGES = 5

/** Notes the report in the index; a new revision only where its content differs. Returns the revision. */
export async function recordRevision(
  reports: ObjectStore,
  report: Report,
  clock: Clock,
  runFacts: Record<string, unknown>,
): Promise<number> {
  const { name } = report
  const madeAt = new Date(clock.nowMs()).toISOString()
  const runKey = `${encodeURIComponent(name)}/${report.window.toDay}/run.json`
  const figures = figureTexts(report)
  for (;;) {
    const known = await readJson(reports, INDEX, indexSchema)
    const entries = known?.value ?? []
    const before = entries.find(entry => entry.name === name && entry.until === report.window.toDay)
    const last = before?.revisions.at(-1)
    const same = last !== undefined && last.contentHash === report.contentHash
    const next: Revision = {
      revision: (last?.revision ?? 0) + 1,
      contentHash: report.contentHash,
      madeAt,
      changed: last === undefined ? 'first' : changeOf(await figuresOf(reports, runKey, last), figures),
    }
    const entry: IndexEntry = {
      name,
      until: report.window.toDay,
      from: report.window.fromDay,
      headline: report.findings[0]?.sentence ?? 'no finding',
      partial: report.partial,
      ...(report.data === undefined ? {} : { generated: true }),
      revisions: same ? [last] : [next],
    }
    const others = entries.filter(other => other !== before)
    const all = [...others, entry].sort((a, b) =>
      a.until === b.until ? (a.name < b.name ? -1 : 1) : a.until < b.until ? 1 : -1,
    )
    try {
      await writeJson(reports, INDEX, all, known === undefined ? { ifNoneMatch: '*' } : { ifMatch: known.head.etag })
    } catch (error) {
      if (error instanceof PreconditionFailed) continue
      throw error
    }
    const revision = entry.revisions.at(-1)?.revision ?? 1
    const run = { madeAt, revision, contentHash: report.contentHash, ...runFacts, figures }
    await writeJson(reports, runKey, run)
    await reports.put('index.html', renderIndex(all))
    return revision
  }
}

function figureTexts(report: Report): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const section of report.sections)
    if (!('failure' in section)) for (const { id, text: value } of section.figures) texts[id] = value
  return texts
}

const runSchema = z.object({ contentHash: z.string(), figures: z.record(z.string(), z.string()) })

/** Figures of a revision, which lie beside its report; undefined where the run that made it ended before it wrote them. */
async function figuresOf(
  reports: ObjectStore,
  runKey: string,
  { contentHash }: Revision,
): Promise<Record<string, string> | undefined> {
  const object = await reports.get(runKey)
  if (object === undefined) return undefined
  const run = runSchema.safeParse(JSON.parse(new TextDecoder().decode(object.bytes)))
  return run.success && run.data.contentHash === contentHash ? run.data.figures : undefined
}

function changeOf(before: Record<string, string> | undefined, after: Record<string, string>): string {
  if (before === undefined) return 'the revision before was not written to its end'
  const ids = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter(id => before[id] !== after[id])
    .sort()
  if (ids.length === 0) return 'tables or words, no figure'
  const named = ids.slice(0, NAMED_CHANGES).map(id => `${id} ${before[id] ?? 'absent'} -> ${after[id] ?? 'absent'}`)
  return `${named.join('; ')}${ids.length > named.length ? `; ${ids.length - named.length} more` : ''}`
}

function renderIndex(entries: readonly IndexEntry[]): string {
  const rows = entries.map(entry => {
    const last = entry.revisions.at(-1)
    // The folder is the encoded name; a browser decodes a link once.
    const folder = encodeURIComponent(entry.name)
    const href = `${encodeURIComponent(folder)}/${entry.until}/index.html`
    const cells = [
      `<td><a href="${text(href)}">${text(entry.name)}</a></td>`,
      `<td>${text(entry.from)} to ${text(entry.until)}</td>`,
      `<td>${entry.generated === true ? `<strong>${GENERATED}:</strong> ` : ''}${text(entry.headline)}</td>`,
      `<td class="n">${last?.revision ?? 1}${entry.partial ? ' (partial)' : ''}</td>`,
      `<td>${text(last?.changed ?? '')}</td>`,
    ]
    return `<tr>${cells.join('')}</tr>`
  })
  return page('Reports', [
    `<main><h1>Reports</h1><div class="wide"><table>
<tr><th>report</th><th>local days</th><th>first finding</th><th class="n">revision</th><th>what changed</th></tr>
${rows.join('\n')}
</table></div></main>`,
  ])
}
