/** With which services: ranks of those that can be named, overall and among their kind, and what may hide behind others. */
import { type Figure, MIN_DENOMINATOR, percentOf, type SectionResult } from '../../figures/figure.ts'
import { operatorsCap } from '../../operators-cap.ts'
import type { Section, SectionContext } from '../../section.ts'
import { rankChanges } from './change.ts'
import { servicesChart, withinChart } from './chart.ts'
import { countServices, type ServiceCounts } from './counts.ts'
import { findingsOf, leadOf } from './findings.ts'
import { NO_FIGURES, type ServiceFigures, serviceFigures } from './shares.ts'
import { servicesTable, withinTable } from './tables.ts'
import {
  answerText,
  CANNOT_TELL,
  CAP_REASON,
  changesText,
  FIRST_DAYS,
  fewText,
  hiddenText,
  howComputed,
  leadText,
  memberLabel,
  NOTHING_SEEN,
  oneDeviceText,
  ownersReason,
  QUESTION,
  TITLE,
} from './words.ts'

const ANSWERED = 3
const CHARTED = 12
const CHARTED_CATEGORIES = 10
/** Of which one device makes more than this says little about the network. */
const ONE_DEVICE = 0.5

export const services: Section = { name: 'services', make }

async function make(context: SectionContext): Promise<SectionResult> {
  const [days, locals, evidence] = await Promise.all([
    context.byDay('sections/services/days'),
    context.byDay('sections/services/locals'),
    context.byDay('sections/services/evidence'),
  ])
  const counts = countServices(context, { days: days.rows, locals: locals.rows, evidence: evidence.rows })
  const sure = capOf(context, counts)
  const common = {
    name: 'services',
    title: TITLE,
    question: QUESTION,
    ...sure,
    howComputed: howComputed(counts.isPooled),
  }
  if (counts.named < MIN_DENOMINATOR || counts.families[0]?.rank === null)
    return {
      ...common,
      answer: counts.total === 0 ? NOTHING_SEEN : fewText(counts.named),
      unanswered: true,
      findings: [],
      paragraphs: [],
      figures: [],
      // Files are the same whatever was seen.
      tables: tablesOf(counts, NO_FIGURES),
      charts: [],
      cannotTell: [],
    }
  const figures = serviceFigures(context, counts, days.query)
  const first = saidOf(counts, figures)
  const compared = await rankChanges(context, counts, figures)
  return {
    ...common,
    answer: answerText(first.slice(0, ANSWERED)),
    findings: findingsOf(context, sure, counts, figures, compared?.changes ?? []),
    paragraphs: [
      ...paragraphsOf(counts, first),
      ...(compared === null ? [] : [changesText(compared, compared.changes)]),
    ],
    figures: figures.all,
    tables: tablesOf(counts, figures),
    charts: await chartsOf(counts, figures, first),
    cannotTell: [...CANNOT_TELL],
  }
}

const tablesOf = (counts: ServiceCounts, figures: ServiceFigures) => [
  servicesTable(counts, figures),
  withinTable(counts, figures),
]

/** Services known by the owner of their addresses can be told as well as owners are known. */
function capOf({ quality }: SectionContext, { named, namedBy }: ServiceCounts): { cap: number; capReason: string } {
  const owners = operatorsCap(quality)
  if (owners === undefined || (namedBy.get('asn') ?? 0) * 2 <= named) return { cap: 5, capReason: CAP_REASON }
  return { cap: owners.cap, capReason: ownersReason(owners.reason) }
}

/** Services with a figure, most used first. */
const saidOf = ({ families }: ServiceCounts, { overall }: ServiceFigures) =>
  families.flatMap(({ name }) => {
    const figure = overall.get(name)
    return figure === undefined ? [] : [{ name, figure }]
  })

function paragraphsOf(counts: ServiceCounts, first: readonly { name: string; figure: Figure }[]): string[] {
  const { families, unnamed, total } = counts
  const shareOf = (category: string) => percentOf(unnamed.find(own => own.category === category)?.contacts ?? 0, total)
  const [top, second] = first
  const [family] = families
  const oneDevice =
    family?.largest && family.addresses !== 1 && family.largest > ONE_DEVICE * family.contacts
      ? [oneDeviceText(family.name, (100 * family.largest) / family.contacts)]
      : []
  return [
    ...(top === undefined ? [] : [leadText(leadOf(top.figure, second?.figure), [top, second])]),
    hiddenText(shareOf('cdn'), shareOf('unknown')),
    ...oneDevice,
    FIRST_DAYS,
  ]
}

async function chartsOf(
  { categories }: ServiceCounts,
  { within }: ServiceFigures,
  first: readonly { name: string; figure: Figure }[],
) {
  const charted = (label: string, { value, interval }: Figure) => ({
    label,
    share: value ?? 0,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
  })
  const leaders = categories.slice(0, CHARTED_CATEGORIES).flatMap(({ name, members }) => {
    const [leader] = members
    const figure = leader === undefined ? undefined : within.get(name)?.get(leader.name)
    if (leader === undefined || figure === undefined) return []
    return [{ category: name, ...charted(memberLabel(leader.name, leader.services), figure) }]
  })
  return [
    await servicesChart(first.slice(0, CHARTED).map(({ name, figure }) => charted(name, figure))),
    ...(leaders.length === 0 ? [] : [await withinChart(leaders)]),
  ]
}
