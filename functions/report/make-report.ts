/** Makes one report: reads what is published, asks each section, writes the files, index.html last. */
import { createHash } from 'node:crypto'
import { exactJson } from '../lib/exact-numbers.ts'
import { GENERATED, isGenerated } from '../lib/lake-origin.ts'
import { listPublishedDays } from '../lib/ledger/manifests.ts'
import type { Catalogue, Clock, ObjectStore, QueryEngine } from '../lib/ports.ts'
import type { ReferenceSet } from '../lib/reference/reference-set.ts'
import { sideBySide } from '../lib/side-by-side.ts'
import { type AskedFor, askedOf, comparedWith } from './asked-for.ts'
import { comparedEditions, countriesByEdition } from './country-editions.ts'
import { dataChanges } from './data-days.ts'
import { createEarlier } from './earlier.ts'
import { MIN_DENOMINATOR, type SectionResult, UNIT_RULE } from './figures/figure.ts'
import { withSides } from './figures/sides.ts'
import { again, askFirst } from './first-questions.ts'
import {
  cannotTell,
  changedText,
  factsOf,
  noticesOf,
  titleOf,
  UNIT_IN_SHORT,
  UNIT_LIMITS,
  UNIT_SENTENCE,
} from './first-screen.ts'
import { engineOfNetworks } from './of-networks.ts'
import { createOperatorNames } from './operator-names.ts'
import { countryEditions, placedEditions } from './placed-editions.ts'
import { readPublished } from './published.ts'
import { assessQuality, weaknessOf } from './quality.ts'
import { contentOf, distinctData } from './reference-versions.ts'
import { type FailedSection, FINDING_RULE, type Report, rankFindings, unlistedFindings } from './report.ts'
import { readRestsOn } from './rests-on.ts'
import type { Section, SectionContext } from './section.ts'
import { sections as registry } from './sections/index.ts'
import { unaskedReport } from './unasked-report.ts'
import { busiestUnwatched } from './unwatched.ts'
import { watchedCountries } from './watched-countries.ts'
import { daysBetween } from './window/calendar.ts'
import { type WrittenReport, writeReport } from './write-report.ts'

export interface ReportRequest extends AskedFor {
  /** Local days; null: as far as whole days reach. */
  fromDay: string | null
  toDay: string | null
  /** Whether local addresses may stand in outputs. */
  showLocalAddresses: boolean
  /** Networks, and the age of the data. */
  reference: ReferenceSet
}

export interface ReportDependencies {
  /**
   * An engine for questions on what is published as the fingerprint names it: where it has the answer from an earlier
   * try at the same report, it need not ask again.
   */
  openEngine(fingerprint: string): QueryEngine
  lake: ObjectStore
  catalogue: Catalogue
  reports: ObjectStore
  clock: Clock
  /** What is known of the run in the end, beside its time: queries, and what they scanned. Goes to run.json only. */
  runFacts?(): Record<string, unknown>
}

export interface MadeReport extends WrittenReport {
  partial: boolean
  headline: string[]
  /** Whether the logs are generated: whoever tells of the report says so before anything else. */
  generated: boolean
  /** Why nobody should rest on it: nothing is watched, or its data quality is the least; undefined where one may. */
  weakness: string | undefined
  /** What limits the report: days left out or partial, networks without zone, versions mixed, nothing watched. */
  notices: string[]
}

const SEED = 20_170_401

/** Throws where what is published does not stand still, or is not where its manifests say; a section's failure is in it. */
export async function makeReport(request: ReportRequest, dependencies: ReportDependencies): Promise<MadeReport> {
  const { reports, clock, runFacts = () => ({}) } = dependencies
  // What is published may move while the queries run: the same before and after, or once more.
  for (let attempt = 1; ; attempt++) {
    const before = await readPublished(dependencies, request)
    const made = await composeReport(request, dependencies.openEngine(before.fingerprint), dependencies.lake)
    const after = await readPublished(dependencies, request)
    if (after.fingerprint === before.fingerprint && after.strayDay === undefined) {
      const { showLocalAddresses } = request
      const written = await writeReport(made, reports, clock, { runFacts: runFacts(), showLocalAddresses })
      const headline = made.findings.map(({ sentence }) => `- ${sentence}`)
      const generated = made.data !== undefined
      const weakness = weaknessOf(made)
      return { ...written, partial: made.partial, headline, generated, weakness, notices: made.notices }
    }
    if (attempt < MOST_ATTEMPTS) continue
    throw new Error(
      after.strayDay === undefined
        ? 'report: expected published days to stand still, found them changing twice; run it again'
        : `report: expected the tables of ${after.strayDay} where its manifest says, found them elsewhere twice; publish ` +
            'repairs that at its next wake, then run it again',
    )
  }
}

const MOST_ATTEMPTS = 2
/** Sections that are made at the same time: mostly they wait for the engine. */
const SECTIONS_AT_ONCE = 4

async function composeReport(request: ReportRequest, ofAll: QueryEngine, lake: ObjectStore): Promise<Report> {
  const { reference } = request
  const days = await listPublishedDays(lake)
  const restsOn = await readRestsOn(lake, reference, request)
  const asked = askedOf(request, restsOn.networks)
  const networks = [...asked.networks]
  const engine = asked.names === null ? ofAll : engineOfNetworks(ofAll, asked.names)
  const first = await askFirst({ ...request, networks }, engine, lake, days)
  const generated: Pick<Report, 'data'> = (await isGenerated(lake)) ? { data: GENERATED } : {}
  const own = { ...generated, ...asked.said }
  if ('failure' in first) {
    const said = { name: request.name, findingRule: FINDING_RULE, unitRule: UNIT_RULE }
    const report = unaskedReport(first, registry, said)
    return { ...own, ...report, contentHash: hashOfSections(report.sections) }
  }
  const { ask, overview, rested } = first
  const references = rested.versions
  const { window, observed, zones, liveness } = first.observation
  const watched = observed.filter(({ logged }) => logged).map(({ network }) => network)
  // Without a contact, what would place the window's days.
  const unplaced = daysBetween(window.fromDay, window.toDay).map(dt => ({
    dt,
    contacts: 1,
    editions: reference.editions,
  }))
  const placedDays = rested.days.length > 0 ? rested.days : unplaced
  const placed = placedEditions(placedDays)
  const data =
    references.length > 0 ? references : [{ version: reference.hash, ...(await contentOf(lake, reference.hash)) }]
  const quality = assessQuality(observed, overview, placedDays)
  const { comparison, notices } = comparedWith(request, window)
  const slots = observed.reduce((sum, { total }) => sum + total, 0)
  const identified = overview.use - overview.useInfrastructure
  const editions = countryEditions(placedDays, reference.editions)
  const compared = comparedEditions(editions)
  const context: SectionContext = {
    window,
    networks,
    observed,
    liveness,
    overview,
    quality,
    placed: placedEditions(rested.days),
    relays: rested.relays,
    references,
    watchedCountries: await watchedCountries(lake, networks, editions),
    countryEditions: compared.length,
    countriesByEdition: addresses => countriesByEdition(lake, compared, addresses),
    operatorNames: createOperatorNames(lake, placedDays),
    events: asked.events,
    sensitive: reference.catalogue.sensitive,
    seed: SEED,
    showLocalAddresses: request.showLocalAddresses,
    versionDays: dataChanges(rested.dataDays),
    dataDays: rested.dataDays,
    ...ask,
    comparison,
    ...createEarlier(engine, { lake, networks, publishedDays: days, window, comparison }),
    figures: {
      fromDay: window.fromDay,
      toDay: window.toDay,
      zones: zones.map(zone => zone || 'UTC (no zone set)'),
      observedShare: slots === 0 ? 0 : (100 * observed.reduce((sum, network) => sum + network.observed, 0)) / slots,
      unknownShare: identified < MIN_DENOMINATOR ? null : (100 * overview.unclassified) / identified,
      unclearContacts: overview.unclear,
      localAddresses: overview.localAddresses,
      largestLocalShare: identified < MIN_DENOMINATOR ? null : (100 * overview.largestLocal) / identified,
      references: data.map(({ version }) => version),
      referenceDates: [...new Set(placed.map(({ name, version, date }) => `${name} ${version} of ${date}`))],
      catalogue: [...new Set(data.flatMap(({ files }) => files.map(({ name, hash }) => `${name} ${hash}`)))],
      unitRule: UNIT_RULE,
    },
  }
  const busiest = watched.length === 0 ? await busiestUnwatched(lake, window) : []
  const zoneOf = (name: string) => networks.find(network => network.name === name)?.timeZone || 'UTC (no zone set)'
  const make = async (section: Section): Promise<SectionResult> => {
    const made = await section.make(context)
    return { ...made, figures: await withSides(made.figures, engine, zoneOf) }
  }
  const sections: Report['sections'] = await sideBySide(asked.sections, SECTIONS_AT_ONCE, section =>
    twice(section.name, () => make(section)),
  )
  const done = sections.filter((section): section is SectionResult => !('failure' in section))
  return {
    ...own,
    name: request.name,
    title: titleOf(watched.length),
    watched,
    window,
    zones: context.figures.zones,
    quality,
    facts: factsOf(context, days),
    notices: [
      ...asked.notices,
      ...notices,
      ...noticesOf(context, distinctData(references), sections, busiest, days),
      ...(await restsOn.noticesOf(window)),
    ],
    ...rankFindings(done.flatMap(section => section.findings)),
    unlisted: unlistedFindings(done, quality),
    findingRule: FINDING_RULE,
    changed: changedText(comparison, await context.earlier().catch(() => undefined)),
    cannotTell: cannotTell(done, context),
    unitInShort: UNIT_IN_SHORT,
    unitSentence: UNIT_SENTENCE,
    unitLimits: UNIT_LIMITS,
    unitRule: UNIT_RULE,
    references,
    partial: done.length < sections.length,
    contentHash: hashOfSections(sections),
    sections,
  }
}

const hashOfSections = (sections: Report['sections']): string =>
  createHash('sha256').update(exactJson(sections)).digest('hex').slice(0, 16)

/** A section that fails is tried once more, then shown as failed. */
async function twice(name: string, make: () => Promise<SectionResult>): Promise<SectionResult | FailedSection> {
  try {
    return await again(make)
  } catch (error) {
    return { name, title: name, failure: error instanceof Error ? error.message : String(error) }
  }
}
