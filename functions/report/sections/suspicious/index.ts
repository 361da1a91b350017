/** What deserves a look: scans, regular calls, long and large contacts, listed institutions; each with what would make it benign. */
import { MIN_DENOMINATOR, type SectionResult } from '../../figures/figure.ts'
import type { Section, SectionContext } from '../../section.ts'
import { portsChart } from './chart.ts'
import { countSuspicious, type Suspicious } from './counts.ts'
import { createRanks } from './devices.ts'
import { suspiciousFigures } from './figures.ts'
import { findingsOf } from './findings.ts'
import { largeTable, listedTable, longTable, portsTable, regularTable, type Shown, scansTable } from './tables.ts'
import {
  answerText,
  attemptsText,
  BENIGN,
  CANNOT_TELL,
  CAP_REASON,
  type Found,
  howComputed,
  NOTHING_SEEN,
  pairsText,
  QUESTION,
  SMALLEST,
  TITLE,
  volumeText,
} from './words.ts'

const CAP = 4

export const suspicious: Section = { name: 'suspicious', make }

async function make(context: SectionContext): Promise<SectionResult> {
  const { overview, showLocalAddresses } = context
  const common = { name: 'suspicious', title: TITLE, question: QUESTION, cap: CAP, capReason: CAP_REASON }
  const found = await countSuspicious(context)
  const figures = suspiciousFigures(context, found)
  const seen = overview.use + overview.served + overview.unclear + found.inward.all + found.outward.all
  if (seen === 0) {
    const none = { findings: [], paragraphs: [], tables: [], charts: [], howComputed: [], cannotTell: [] }
    return { ...common, ...none, answer: NOTHING_SEEN, unanswered: true, figures: [...figures.values()] }
  }
  const kinds = kindsOf(found)
  const shown: Shown = { rankOf: createRanks(), showSingle: showLocalAddresses }
  return {
    ...common,
    answer: answerText(kinds),
    findings: findingsOf(context, found, figures),
    paragraphs: paragraphsOf(found, kinds),
    figures: [...figures.values()],
    tables: tablesOf(found, kinds, shown),
    charts: found.inward.all < MIN_DENOMINATOR ? [] : [await portsChart(found.inward)],
    howComputed: howComputed(!showLocalAddresses),
    cannotTell: [...CANNOT_TELL],
  }
}

function kindsOf({ scansOut, scansIn, regularity, listed, long, volumes }: Suspicious): Found {
  return {
    scansOut: scansOut.length,
    scannersIn: new Set(scansIn.map(({ initiator }) => initiator)).size,
    regular: regularity.regular.length,
    listed: listed.institutions.length,
    long: long.length,
    large: volumes.large.length,
  }
}

function paragraphsOf({ inward, regularity, volumes }: Suspicious, kinds: Found): string[] {
  const { tried, apart, unread } = regularity
  return [
    SMALLEST,
    ...(kinds.scansOut > 0 ? [BENIGN.scansOut] : []),
    ...(kinds.regular > 0 ? [BENIGN.regular] : []),
    ...(kinds.listed > 0 ? [BENIGN.listed] : []),
    ...(kinds.large > 0 ? [BENIGN.large] : []),
    ...(kinds.long > 0 ? [BENIGN.long] : []),
    attemptsText(inward.all, inward.byScans, inward.known),
    ...(kinds.scannersIn > 0 ? [BENIGN.scansIn] : []),
    pairsText(tried, apart, unread),
    volumeText(volumes.compared, volumes.above),
  ]
}

function tablesOf(found: Suspicious, kinds: Found, shown: Shown) {
  return [
    ...(kinds.scansOut + kinds.scannersIn > 0 ? [scansTable([...found.scansOut, ...found.scansIn], shown)] : []),
    ...(kinds.regular > 0 ? [regularTable(found.regularity.regular, shown)] : []),
    ...(kinds.listed > 0 ? [listedTable(found.listed, shown)] : []),
    ...(kinds.large > 0 ? [largeTable(found.volumes.large, shown)] : []),
    ...(kinds.long > 0 ? [longTable(found.long, shown)] : []),
    ...(found.inward.all > 0 ? [portsTable(found.inward)] : []),
  ]
}
