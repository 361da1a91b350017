/** All that follows from the index of reports: its pages, the links of a report to its neighbours, `latest/`. */
import type { ObjectStore } from '../../lib/ports.ts'
import { renderAllReports, renderReportsOf } from '../render/index-page.ts'
import { withNeighbours } from '../render/neighbours.ts'
import {
  ALL_KEY,
  type DefinitionSummary,
  linesOf,
  NEWEST_REPORTS,
  type ReportEntry,
  readDefinition,
  readSummaries,
  withoutFigures,
} from './entries.ts'
import { definitionFolder, reportFolder } from './places.ts'
import { remake } from './remake.ts'

/** Writes the page of a report, with the links that the index knows of now. */
export async function writePage(
  reports: ObjectStore,
  { name, until, page }: { name: string; until: string; page: string },
  html: string,
): Promise<void> {
  const make = async () => withNeighbours(html, await readNeighbours(reports, name, until))
  // Also where it says the same: when it was written last is how one knows that a report is not overdue.
  await remake(reports, `${reportFolder(name, until)}${page}`, make, { always: true })
}

/** After a report was noted and its page was written. Whoever notes another at the same time loses nothing by it. */
export async function remakePages(reports: ObjectStore, name: string, until: string): Promise<void> {
  const read = async () => (await readDefinition(reports, name))?.value.reports ?? []
  const { own, before, after } = await readNeighbours(reports, name, until)
  // Its own once more: one noted after its links were read and before it was written could not know of it.
  for (const entry of [own, before, after]) {
    if (entry === undefined) continue
    await remake(reports, `${reportFolder(name, entry.until)}${entry.page}`, async html =>
      html === undefined ? undefined : withNeighbours(html, await readNeighbours(reports, name, entry.until)),
    )
  }
  await remakeLatest(reports, name, read)
  await remake(reports, `${definitionFolder(name)}index.html`, async () => renderReportsOf(name, await read()))
  await remake(reports, ALL_KEY, async known => {
    const others = known === undefined ? [] : (await readSummaries(reports)).filter(own => own.name !== name)
    const all = [...others, summaryOf(name, await read())].sort((a, b) => (a.name < b.name ? -1 : 1))
    return `${JSON.stringify(all, null, 1)}\n`
  })
  await remake(reports, 'index.html', async () => renderAllReports(await readSummaries(reports)))
}

const summaryOf = (name: string, reports: readonly ReportEntry[]): DefinitionSummary => ({
  name,
  total: reports.length,
  reports: reports.slice(0, NEWEST_REPORTS).map(withoutFigures),
  lines: linesOf(reports),
})

async function readNeighbours(reports: ObjectStore, name: string, until: string) {
  const entries = (await readDefinition(reports, name))?.value.reports ?? []
  const at = entries.findIndex(entry => entry.until === until)
  return { name, own: entries[at], before: entries[at + 1], after: at < 1 ? undefined : entries[at - 1] }
}

/** `latest/` has the page of the newest report, whose links lead to the files in the report's own folder. */
async function remakeLatest(reports: ObjectStore, name: string, read: () => Promise<ReportEntry[]>): Promise<void> {
  const page = (await read())[0]?.page
  if (page === undefined) return
  await remake(reports, `${definitionFolder(name)}latest/${page}`, async () => {
    const [newest] = await read()
    if (newest === undefined || newest.page !== page) return undefined
    const object = await reports.get(`${reportFolder(name, newest.until)}${page}`)
    return object && fromBeside(new TextDecoder().decode(object.bytes), newest.until)
  })
}

/** A page of one folder as it must be in the folder beside: links to its own files, and none else, lead back. */
const fromBeside = (html: string, folder: string): string =>
  html.replace(/ href="(?![#.])([^"]*)"/g, ` href="../${folder}/$1"`)
