/** Makes one report: reads what is published, asks each section, writes the files, index.html last. */
import { createHash } from 'node:crypto'
import { csvLine } from '../lib/csv.ts'
import { listManifests } from '../lib/ledger/manifests.ts'
import type { Clock, ObjectStore, QueryEngine } from '../lib/ports.ts'
import type { ReferenceSet } from '../lib/reference/reference-set.ts'
import { createAsker } from './ask.ts'
import { addDays, calendarOf } from './calendar.ts'
import { percentText, type SectionResult, UNIT_RULE } from './figure.ts'
import { type LivenessRow, observe } from './observed.ts'
import { ageYears, assessQuality } from './quality.ts'
import { csvName, renderPage } from './render/page.ts'
import { type FailedSection, FINDING_RULE, type Report, rankFindings } from './report.ts'
import { recordRevision } from './revisions.ts'
import { numberIn, type Overview, type SectionContext, textIn } from './section.ts'
import { sections as registry } from './sections/index.ts'
import { chooseWindow, type ReportWindow } from './window.ts'

export interface ReportRequest {
  name: string
  /** Local days; null: as far as whole days reach. */
  fromDay: string | null
  toDay: string | null
  /** Whether local addresses may stand in outputs. */
  showLocalAddresses: boolean
  /** Networks, and the age of the data. */
  reference: ReferenceSet
  /** Busiest unwatched prefixes, for who watches nothing. */
  busiest: { prefix: string; records: number }[]
}

export interface ReportDependencies {
  engine: QueryEngine
  lake: ObjectStore
  reports: ObjectStore
  clock: Clock
}

export interface MadeReport {
  /** Key of index.html in the reports store. */
  indexKey: string
  revision: number
  partial: boolean
  headline: string[]
}

const SEED = 20_170_401

export async function makeReport(request: ReportRequest, dependencies: ReportDependencies): Promise<MadeReport> {
  // What is published may move while the queries run: the same before and after, or once more.
  for (let attempt = 1; ; attempt++) {
    const before = await publishedState(dependencies.lake)
    const made = await composeReport(request, dependencies)
    if ((await publishedState(dependencies.lake)) === before) return writeReport(made, request, dependencies)
    if (attempt === 2)
      throw new Error('report: expected published days to stand still, found them changing twice; run it again')
  }
}

const publishedState = async (lake: ObjectStore): Promise<string> =>
  JSON.stringify((await listManifests(lake)).map(({ dt, run }) => [dt, run]))

async function composeReport(request: ReportRequest, { engine, lake }: ReportDependencies): Promise<Report> {
  const { reference } = request
  const networkNames = [...new Set(reference.networks.map(({ name }) => name))]
  const zoneOf = (name: string) => reference.networks.find(network => network.name === name)?.timeZone ?? ''
  const days = (await listManifests(lake)).filter(({ run }) => run !== null).map(({ dt }) => dt)
  const everyLiveness = await livenessRows(engine, days[0] ?? '1990-01-01', days.at(-1) ?? '1990-01-01')
  const seen = new Set(everyLiveness.map(({ network }) => network))
  const watched = networkNames.filter(name => seen.has(name))
  const zones = [...new Set(watched.map(zoneOf))].sort()
  const window =
    chooseWindow(
      everyLiveness.filter(({ network }) => network === null || watched.includes(network)),
      zones,
      request,
    ) ?? emptyWindow(request)
  const bounds = (zone: string) => ({
    fromMs: calendarOf(zone).startOf(window.fromDay),
    toMs: calendarOf(zone).startOf(addDays(window.toDay, 1)),
  })
  const observed = watched.map(name => {
    const zone = zoneOf(name)
    const own = reference.networks.filter(network => network.name === name)
    const { fromMs, toMs } = cutToDates(bounds(zone), own)
    return observe(name, zone, everyLiveness, fromMs, toMs)
  })

  const ask = createAsker(engine, zones.length === 0 ? [''] : zones, window)
  const overview = await overviewOf(ask)
  const versions = await ask.bySlot('sections/coverage-versions')
  const references = [...new Set(versions.rows.map(row => textIn(row, 'reference_version')))].sort()
  const quality = assessQuality(observed, overview, reference.sources, window)
  const slots = observed.reduce((sum, { total }) => sum + total, 0)
  const identified = overview.use - overview.useInfrastructure
  const context: SectionContext = {
    window,
    networks: reference.networks,
    observed,
    overview,
    quality,
    seed: SEED,
    showLocalAddresses: request.showLocalAddresses,
    ...ask,
    figures: {
      fromDay: window.fromDay,
      toDay: window.toDay,
      zones: zones.map(zone => zone || 'UTC (no zone set)'),
      observedShare: slots === 0 ? 0 : (100 * observed.reduce((sum, network) => sum + network.observed, 0)) / slots,
      unknownShare: identified === 0 ? null : (100 * overview.unclassified) / identified,
      localAddresses: overview.localAddresses,
      largestLocalShare: identified === 0 ? null : (100 * overview.largestLocal) / identified,
      references,
      referenceDates: reference.sources.map(({ name, date }) => `${name} ${date ?? 'unknown date'}`),
      unitRule: UNIT_RULE,
    },
  }
  const sections: Report['sections'] = []
  for (const section of registry) sections.push(await twice(section.name, () => section.make(context)))
  const done = sections.filter((section): section is SectionResult => !('failure' in section))
  const contentHash = createHash('sha256').update(JSON.stringify(sections)).digest('hex').slice(0, 16)
  const age = ageYears(reference.sources, window)
  return {
    name: request.name,
    watchedNames: watched.length === 0 ? 'no watched network' : watched.join(', '),
    window,
    zones: context.figures.zones,
    quality,
    facts: factsOf(request, window, context),
    notices: noticesOf(request, window, context, references, sections),
    findings: rankFindings(done.flatMap(section => section.findings)),
    findingRule: FINDING_RULE,
    changed: 'There is no earlier window of the same length to compare with: nothing is said of change.',
    cannotTell: cannotTell(done, context),
    unitSentence:
      'The unit is the contact: one local address with one remote address on one service port in one quarter-hour, however many records an exporter made of it. ' +
      'Somebody who reads one web site from 10:05 to 10:20 makes two contacts with it, whether the page opened one connection or thirty. ' +
      'Shared addresses hide how many people there are, and one peer-to-peer program makes many contacts: so bytes stand beside contacts.',
    unitRule: UNIT_RULE,
    referenceSentence: `${reference.sources.map(({ name, version, date }) => `${name} ${version} of ${date ?? 'unknown date'}`).join(', ')}${age === null ? '' : `, ${age.toFixed(1)} years from the window`}; catalogue and networks in set ${reference.hash}`,
    partial: done.length < sections.length,
    contentHash,
    sections,
  }
}

/** A section that fails is tried once more, then shown as failed. */
async function twice(name: string, make: () => Promise<SectionResult>): Promise<SectionResult | FailedSection> {
  try {
    return await make().catch(make)
  } catch (error) {
    return { name, title: name, failure: error instanceof Error ? error.message : String(error) }
  }
}

async function livenessRows(engine: QueryEngine, fromDt: string, toDt: string): Promise<LivenessRow[]> {
  const ask = createAsker(engine, [''], { fromDay: fromDt, toDay: toDt })
  const { rows } = await ask.byUtcDay('sections/coverage-liveness')
  return rows.map(row => ({
    dt: textIn(row, 'dt'),
    exporter: textIn(row, 'exporter'),
    network: row.network === null ? null : textIn(row, 'network'),
    heartbeat: numberIn(row, 'heartbeat') === 1,
    slots: textIn(row, 'slots'),
    lost: textIn(row, 'lost'),
    records: numberIn(row, 'records'),
  }))
}

async function overviewOf(ask: ReturnType<typeof createAsker>): Promise<Overview> {
  const roles = (await ask.bySlot('sections/coverage-roles')).rows
  const locals = (await ask.byDay('sections/coverage-locals')).rows
  const of = (role: string, column = 'contacts') =>
    roles.filter(row => textIn(row, 'role') === role).reduce((sum, row) => sum + numberIn(row, column), 0)
  return {
    use: of('use'),
    useInfrastructure: of('use', 'infrastructure'),
    unclassified: of('use', 'unclassified'),
    unclear: of('unclear'),
    served: of('served'),
    attemptsOut: of('attempt_out'),
    attemptsIn: of('attempt_in'),
    bytes: of('use', 'bytes'),
    localAddresses: locals.reduce((sum, row) => sum + numberIn(row, 'addresses'), 0),
    largestLocal: Math.max(0, ...locals.map(row => numberIn(row, 'largest'))),
  }
}

/** A network is watched within its dates only. */
function cutToDates(
  window: { fromMs: number; toMs: number },
  own: readonly { validFromMs: number | null; validToMs: number | null }[],
) {
  const from = Math.min(...own.map(({ validFromMs }) => validFromMs ?? Number.NEGATIVE_INFINITY))
  const to = Math.max(...own.map(({ validToMs }) => validToMs ?? Number.POSITIVE_INFINITY))
  const fromMs = Math.max(window.fromMs, from)
  return { fromMs, toMs: Math.max(fromMs, Math.min(window.toMs, to)) }
}

function emptyWindow({ fromDay, toDay }: ReportRequest): ReportWindow {
  const day = fromDay ?? toDay ?? '1970-01-01'
  return { fromDay: day, toDay: toDay ?? day, days: 1, partial: true, strayDays: [] }
}

function factsOf(
  { reference }: ReportRequest,
  window: ReportWindow,
  { observed, figures, overview }: SectionContext,
): Report['facts'] {
  const watchedNames = observed.map(({ network }) => network)
  const ranges = reference.networks
    .filter(({ name }) => watchedNames.includes(name))
    .map(({ name, cidr }) => `${name} (${cidr})`)
  const days = observed.map(network => network.days)
  return [
    ['Watched', ranges.length === 0 ? 'nothing: no record has an end in the watched networks' : ranges.join(', ')],
    [
      'Window',
      `${window.fromDay} to ${window.toDay}, ${window.days} ${window.partial ? 'touched' : 'whole'} local days, ${figures.zones.join(', ')}`,
    ],
    [
      'Observed',
      `${percentText(figures.observedShare)} of the time; ${days.length === 0 ? 0 : Math.min(...days)} to ${days.length === 0 ? 0 : Math.max(...days)} of ${window.days} days per network`,
    ],
    [
      'Seen',
      `${overview.use.toLocaleString('en')} contacts in use by at least ${overview.localAddresses} local addresses`,
    ],
  ]
}

function noticesOf(
  request: ReportRequest,
  window: ReportWindow,
  { observed, figures }: SectionContext,
  references: readonly string[],
  sections: Report['sections'],
): string[] {
  const notices: string[] = []
  if (observed.length === 0) {
    const hint = request.busiest.map(({ prefix, records }) => `${prefix} (${records} ends)`).join(', ')
    notices.push(
      `Nothing watched: no record has an end in the networks of networks.csv.${hint === '' ? '' : ` The busiest prefixes in the logs are ${hint}.`}`,
    )
  }
  if (window.partial && observed.length > 0) notices.push('Partial: no local day is whole; all days touched are shown.')
  if (window.strayDays.length > 0)
    notices.push(
      `Left out: logs of ${window.strayDays.length} days far from the others, from ${window.strayDays[0]}: a wrong clock, or another period.`,
    )
  if (references.length > 1)
    notices.push(
      `Two or more versions of the reference data are mixed in this window (${references.join(', ')}): npm run replay makes them one.`,
    )
  if (figures.zones.some(zone => zone.startsWith('UTC (no')))
    notices.push('A network has no time zone: its days and hours are UTC.')
  for (const section of sections)
    if ('failure' in section) notices.push(`Partial: the section ${section.title} could not be made.`)
  return notices
}

function cannotTell(sections: readonly SectionResult[], { overview, window }: SectionContext): string[] {
  const lines = sections.flatMap(section => section.cannotTell)
  lines.unshift('How many people there are, or who: several may share one address.')
  if (overview.unclear > 0)
    lines.push(
      `Which end began, or whether it was answered, for ${overview.unclear.toLocaleString('en')} contacts: they are in no share. A connection over midnight is judged for each UTC day anew.`,
    )
  if (window.days < 28) lines.push('Whether a share is steady: below four weeks there are no intervals.')
  return lines
}

async function writeReport(
  report: Report,
  request: ReportRequest,
  { reports, clock }: ReportDependencies,
): Promise<MadeReport> {
  const folder = `${encodeURIComponent(request.name)}/${report.window.toDay}`
  const files = new Map<string, string>()
  for (const section of report.sections) {
    files.set(`${folder}/${section.name}.json`, `${JSON.stringify(section, null, 1)}\n`)
    if ('failure' in section) continue
    for (const table of section.tables) {
      const lines = [csvLine(table.columns.map(({ name }) => name)), ...table.rows.map(row => csvLine(row))]
      files.set(`${folder}/${csvName(section.name, table.name)}`, lines.join(''))
    }
  }
  files.set(`${folder}/report.json`, `${JSON.stringify(report, null, 1)}\n`)
  files.set(`${folder}/index.html`, renderPage(report))
  for (const [key, content] of files) if (!key.endsWith('index.html')) await reports.put(key, content)
  const index = `${folder}/index.html`
  const revision = await recordRevision(reports, request.name, report, clock)
  await reports.put(index, files.get(index) ?? '')
  return {
    indexKey: index,
    revision,
    partial: report.partial,
    headline: report.findings.map(({ sentence }) => `- ${sentence}`),
  }
}
