/** What the data can carry: how much was observed, how much is identified, and what this report leaves out. */
import { countText, type Figure, type Finding, type SectionResult } from '../../figures/figure.ts'
import { observedDays } from '../../window/observed-days.ts'
import { coverageChart } from './chart.ts'
import { numberIn, type Row, type Section, type SectionContext, textIn } from '../../section.ts'
import { singleAddressClasses, WITHHELD_LABEL } from '../../figures/withheld.ts'
import { ageFigure, contactFigures, observedFigure, recordFigures, unknownFigures } from './counts.ts'
import {
  type ExporterPair,
  exporterPairs,
  networksTable,
  pairsTable,
  qualityTable,
  rolesTable,
  totalsTable,
  unknownTable,
  utcText,
} from './tables.ts'

/** Gaps worth a finding: a quarter of a day, and a whole day. */
const LONG_GAP_SLOTS = 24
const DAY_SLOTS = 96

export const coverage: Section = { name: 'coverage', make }

async function make(context: SectionContext): Promise<SectionResult> {
  const { observed, networks, overview, quality } = context
  const roles = await context.bySlot('sections/coverage/roles')
  const totals = await context.byUtcDay('sections/coverage/totals')
  const pairRows = await context.byUtcDay('sections/coverage/pairs')
  const liveness = await context.byUtcDay('sections/coverage/liveness', 30)
  const versions = await context.bySlot('sections/coverage/versions')
  const locals = (await context.byDay('sections/coverage/locals')).rows
  const pairs = exporterPairs(pairRows.rows)
  const singles = singleAddressClasses(context, locals, row => textIn(row, 'network'))
  const slots = observed.reduce((sum, { total }) => sum + total, 0)
  const unknown = unknownFigures(context, roles, singles)
  const [outOfScope, ...ofRecords] = recordFigures(context, totals)
  const ofContacts = contactFigures(context, roles)
  return {
    name: 'coverage',
    title: 'What the data can carry',
    question: 'How complete is what was watched, and how sure is what is said of it?',
    cap: 5,
    capReason: 'it is about the data itself',
    findings: gapFinding(context),
    paragraphs: [
      `Data quality ${quality.value} of 5, set by ${quality.decidedBy}. It is no probability: it names the weakest part.`,
      `${countText(overview.use)} contacts in use, ${countText(overview.unclear)} of unclear role, ${countText(overview.served)} served, ${countText(overview.attemptsOut)} attempts from inside and ${countText(overview.attemptsIn)} from outside.`,
      `What is not known of the use contacts, infrastructure left out, as shares of them: ${unknown.all.map(said).join('; ')}. Addresses of content delivery networks and anycast have no country by rule; kinds of organisations are told by the names of network operators, and most names tell none.`,
      `${outOfScope.text} of the ${countText(outOfScope.denominator)} log records have no end in a watched network: they are counted and left out. Of the others: ${ofRecords.map(said).join('; ')}. Of the contacts: ${ofContacts.map(said).join('; ')}.`,
      clockText(pairs),
    ],
    figures: [
      observedFigure(context, liveness.query),
      ...unknown.all,
      ...ofContacts,
      outOfScope,
      ...ofRecords,
      ageFigure(context, versions.query),
      ...unknown.byNetwork,
    ],
    tables: [
      qualityTable(context),
      networksTable(context, locals),
      unknownTable(pooled(roles.rows, singles)),
      rolesTable(pooled(roles.rows, singles)),
      totalsTable(totals.rows),
      pairsTable(pairs),
    ],
    charts:
      slots === 0
        ? []
        : [
            await coverageChart(
              observed.map(own => ({
                network: own.network,
                days: observedDays(own, networks.find(({ name }) => name === own.network)?.timeZone ?? ''),
              })),
              context.versionDays,
            ),
          ],
    howComputed: [
      'A quarter-hour is observed for a network when any exporter that saw the network within 30 days logged anything in it. At most four empty ones in a row are bridged, never one in which records were lost. For exporters that log nothing when nothing happens, a gap is missing only above three times their usual longest gap at that local hour.',
      'Data quality is the least of: observed (95, 85, 70, 50 %), not identified (10, 20, 35, 50 %), unclear role (the same); 5 is best. Sections on countries are capped at 3 where the reference data is more than a year away from the window, at 2 above three years or where its date is not known.',
      'A contact seen by several exporters is counted once, with the counters of one of them. Denied records are attempts; denied bytes are counted apart. Files that come after this report are in receipts, not here.',
    ],
    cannotTell: ['What passed the networks without being logged: no log shows what its exporter does not see.'],
  }
}

/** Networks with one local address with activity become one. */
function pooled(rows: readonly Row[], singles: ReadonlySet<string>): Row[] {
  if (singles.size === 0) return [...rows]
  const sums = new Map<string, Row>()
  for (const own of rows) {
    const row = singles.has(textIn(own, 'network')) ? { ...own, network: WITHHELD_LABEL } : own
    const key = JSON.stringify([row.network, row.role])
    const known = sums.get(key)
    if (known === undefined) sums.set(key, { ...row })
    else
      for (const [column, value] of Object.entries(row))
        if (typeof value === 'number') known[column] = numberIn(known, column) + value
  }
  return [...sums.values()]
}

/** `seen by several exporters, 0.5 %`. */
const said = ({ label, text }: Figure): string =>
  `${label.replace(/^[A-Z](?=[a-z])/, first => first.toLowerCase())}, ${text}`

function clockText(pairs: readonly ExporterPair[]): string {
  const worst = pairs.toSorted((a, b) => Math.abs(b.differenceMs) - Math.abs(a.differenceMs))[0]
  if (worst === undefined) return 'No two exporters saw the same connections: their clocks cannot be compared.'
  return `Clocks: the largest median difference between two exporters that saw the same connections is ${countText(Math.abs(worst.differenceMs))} ms (${worst.a} and ${worst.b}, ${countText(worst.connections)} connections).`
}

function gapFinding({ observed, quality }: SectionContext): Finding[] {
  const worst = observed
    .flatMap(({ network, longestGap }) => (longestGap === null ? [] : [{ network, ...longestGap }]))
    .filter(({ slots }) => slots >= LONG_GAP_SLOTS)
    .sort((a, b) => b.slots - a.slots)[0]
  if (worst === undefined) return []
  return [
    {
      section: 'coverage',
      sentence: `Nothing was logged of ${worst.network} for ${(worst.slots / 4).toFixed(0)} hours from ${utcText(worst.fromMs)} UTC: missing, not quiet.`,
      figure: 'coverage.observed',
      confidence: quality.value,
      sizeClass: worst.slots >= DAY_SLOTS ? 2 : 1,
    },
  ]
}
