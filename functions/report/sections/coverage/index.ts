/** What the data can carry: how much was observed, how much is identified, and what this report leaves out. */
import { add } from '../../../lib/exact-numbers.ts'
import type { Finding, SectionResult } from '../../figures/figure.ts'
import { singleAddressClasses, WITHHELD_LABEL } from '../../figures/withheld.ts'
import { type Row, type Section, type SectionContext, textIn, wholeIn } from '../../section.ts'
import { zoneOf } from '../../window/calendar.ts'
import { observedDays } from '../../window/observed-days.ts'
import { coverageChart } from './chart.ts'
import { ageFigure, contactFigures, observedFigure, recordFigures, unknownFigures } from './counts.ts'
import { editionsTable, movedNetworks, placedShares, watchedCountriesTable } from './editions.ts'
import { editionsText, movedText } from './editions-words.ts'
import {
  crowdedConnections,
  formatsTable,
  gapsTable,
  namedGaps,
  networkDays,
  networkDaysTable,
  uploadsByOutcome,
  uploadsTable,
} from './named.ts'
import {
  crowdedText,
  formatsText,
  gapsText,
  networkDaysText,
  repeatedText,
  silentText,
  uploadsText,
} from './named-words.ts'
import {
  exporterPairs,
  networksTable,
  pairsTable,
  qualityTable,
  rolesTable,
  totalsTable,
  unknownTable,
} from './tables.ts'
import {
  answerText,
  CANNOT_TELL,
  CAP_REASON,
  clockText,
  GAP_SURENESS,
  gapFigure,
  gapSentence,
  gapWords,
  HOW_COMPUTED,
  QUESTION,
  qualityText,
  recordsText,
  rolesText,
  TITLE,
  unknownText,
} from './words.ts'

/** Gaps worth a finding: a quarter of a day, and a whole day. */
const LONG_GAP_SLOTS = 24
const DAY_SLOTS = 96

export const coverage: Section = { name: 'coverage', make }

async function make(context: SectionContext): Promise<SectionResult> {
  const { observed, networks, overview, quality } = context
  const roles = await context.byDay('sections/coverage/roles')
  const totals = await context.byDay('sections/coverage/totals')
  const pairRows = await context.byUtcDay('sections/coverage/pairs')
  const versions = await context.byDay('sections/coverage/versions')
  const locals = (await context.byDay('sections/coverage/locals')).rows
  const uploads = (await context.byUtcDay('sections/coverage/uploads')).rows
  const formats = (await context.byUtcDay('sections/coverage/formats')).rows
  const repeated = (await context.byDay('sections/coverage/repeated')).rows
  const gaps = namedGaps(context)
  const watchedDays = networkDays(context)
  const pairs = exporterPairs(pairRows.rows)
  const singles = singleAddressClasses(context, locals, row => textIn(row, 'network'))
  const slots = observed.reduce((sum, { total }) => sum + total, 0)
  const unknown = unknownFigures(context, roles, singles)
  const [outOfScope, ...ofRecords] = recordFigures(context, totals)
  const ofContacts = contactFigures(context, roles)
  return {
    name: 'coverage',
    title: TITLE,
    question: QUESTION,
    answer: answerText(context.figures.observedShare, context.figures.unknownShare),
    cap: 5,
    capReason: CAP_REASON,
    findings: gapFinding(context),
    paragraphs: [
      qualityText(quality),
      rolesText(overview),
      unknownText(unknown.all),
      recordsText(outOfScope, ofRecords, ofContacts),
      ...[
        silentText(observed.filter(({ logged }) => !logged).map(({ network }) => network)),
        gapsText(gaps.longest, gaps.others),
        networkDaysText(watchedDays),
        uploadsText(uploadsByOutcome(uploads)),
        formatsText(formats.map(formatOf)),
        repeatedText(repeated.map(repeatedOf)),
        crowdedText(crowdedConnections(pairRows.rows)),
        editionsText(placedShares(context)),
        movedText(movedNetworks(context)),
      ].filter(line => line !== undefined),
      clockText(pairs.toSorted((a, b) => Math.abs(b.differenceMs) - Math.abs(a.differenceMs))[0]),
    ],
    figures: [
      observedFigure(context, context.liveness),
      ...unknown.all,
      ...ofContacts,
      outOfScope,
      ...ofRecords,
      ageFigure(context, versions.query),
      ...unknown.byNetwork,
    ],
    tables: [
      qualityTable(context),
      editionsTable(context),
      watchedCountriesTable(context),
      networksTable(context, locals),
      gapsTable(gaps),
      // Empty or not: the file of a table that a remade report had no more would stay beside it.
      networkDaysTable(watchedDays),
      uploadsTable(uploads),
      formatsTable(formats),
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
                days: observedDays(own, zoneOf(networks, own.network)),
              })),
              context.versionDays,
            ),
          ],
    howComputed: [...HOW_COMPUTED],
    cannotTell: [...CANNOT_TELL],
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
        if (typeof value === 'number' || typeof value === 'bigint') known[column] = add(wholeIn(known, column), value)
  }
  return [...sums.values()]
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
      sentence: gapSentence(worst.network, worst.slots / 4, worst.fromMs),
      figure: 'coverage.observed',
      confidence: quality.value,
      sizeClass: worst.slots >= DAY_SLOTS ? 2 : 1,
      headline: { figure: gapFigure(worst.slots / 4), words: gapWords(worst.network, worst.fromMs) },
      sureness: GAP_SURENESS,
    },
  ]
}

/** A row of `coverage/formats`. */
const formatOf = (row: Row) => ({
  exporter: textIn(row, 'exporter'),
  format: textIn(row, 'format'),
  fromDay: textIn(row, 'first_dt'),
})

/** A row of `coverage/repeated`. */
const repeatedOf = (row: Row) => ({
  exporter: textIn(row, 'exporter'),
  records: wholeIn(row, 'records'),
  fromDay: textIn(row, 'first_day'),
  toDay: textIn(row, 'last_day'),
})
