/** Over which way: the share of each access path, over the time in which all of them were observed. */
import { ACTIVITY, bytesOf, contactsOf, totalsOf, withoutInfrastructure } from '../../figures/counted.ts'
import {
  type Figure,
  type Finding,
  MIN_DENOMINATOR,
  roundPercentText,
  type SectionResult,
} from '../../figures/figure.ts'
import type { Condition, Selection } from '../../figures/selection.ts'
import { shareFigure } from '../../figures/share-figure.ts'
import { singleAddressClasses, WITHHELD } from '../../figures/withheld.ts'
import { smallBars } from '../../render/small.ts'
import { sizeOfShare, surenessOf } from '../../report.ts'
import { numberIn, type Section, type SectionContext, textIn } from '../../section.ts'
import { pathsChart } from './chart.ts'
import { countPaths, type PathCounts, type Paths } from './counts.ts'
import { pathsTable } from './tables.ts'
import * as words from './words.ts'

export const accessPaths: Section = { name: 'access-paths', make }

const CAP = 5
/** Paths in the chart and the first page's. */
const CHARTED = 10

async function make(context: SectionContext): Promise<SectionResult> {
  const answer = await context.byDay('sections/access-paths/slots')
  const nameOf = await pathNames(context)
  const counts = countPaths(context, answer.rows, nameOf)
  const sure = { cap: CAP, capReason: words.CAP_REASON }
  const common = { name: 'access-paths', title: words.TITLE, question: words.QUESTION, ...sure }
  const [first, second] = counts.paths
  const short =
    first === undefined || counts.all === 0
      ? words.NOTHING_SEEN
      : second === undefined
        ? words.onePathText(first.path)
        : counts.contacts < MIN_DENOMINATOR
          ? words.NOT_TOGETHER
          : undefined
  if (first === undefined || short !== undefined) {
    const none = { findings: [], paragraphs: [], figures: [], charts: [], cannotTell: [] }
    // Files are the same whatever was seen.
    const tables = [pathsTable(counts, [], [])]
    return {
      ...common,
      ...none,
      tables,
      answer: short ?? words.NOTHING_SEEN,
      unanswered: true,
      howComputed: [...words.HOW_COMPUTED],
    }
  }

  const said = { role: 'use', query: answer.query, exclusions: exclusionsOf(context, counts) }
  const shares = counts.paths.map(own =>
    shareFigure(
      context,
      {
        ...said,
        id: `access-paths.share.${own.path}`,
        label: words.shareLabel(own.path),
        unit: words.SHARE_UNIT,
        numerator: own.contacts,
        denominator: counts.contacts,
        counted: countedOf(context, counts, own, nameOf),
      },
      own.days,
    ),
  )
  const ofBytes = counts.paths.map(own =>
    shareFigure(context, {
      ...said,
      id: `access-paths.bytes.${own.path}`,
      label: words.bytesLabel(own.path),
      unit: words.BYTES_UNIT,
      numerator: own.bytes,
      numeratorOf: 'bytes',
      denominator: counts.bytes,
      counted: bytesOf(countedOf(context, counts, own, nameOf)),
    }),
  )
  const outOfScope = await outOfScopeFigure(context)
  const [share] = shares
  const isDated = counts.paths.some(own => own.fromDay !== first.fromDay || own.toDay !== first.toDay)
  return {
    ...common,
    answer: share === undefined ? words.NOTHING_SEEN : words.answerText(first.path, share, counts.paths.length - 1),
    findings: share === undefined ? [] : [findingOf(context, sure, first, share, counts, shares)],
    paragraphs: [
      words.timeText(counts.slots, counts.of),
      counts.silent.length === 0 ? [] : words.silentText(counts.silent),
      isDated ? words.datesText(counts.paths) : [],
      words.outOfScopeText(outOfScope),
    ].flat(),
    figures: [...shares, ...ofBytes, outOfScope],
    tables: [pathsTable(counts, shares, ofBytes)],
    charts: [
      await pathsChart(
        counts.paths.slice(0, CHARTED).map(({ path }, at) => ({
          label: words.pathLabel(path),
          contacts: shares[at]?.value ?? 0,
          bytes: ofBytes[at]?.value ?? 0,
        })),
      ),
    ],
    howComputed: [...words.HOW_COMPUTED],
    cannotTell: [...words.CANNOT_TELL],
  }
}

/** What a path is called: one that rests on a single local address is pooled, where the definition asks for that. */
async function pathNames(context: SectionContext): Promise<(path: string) => string> {
  const { rows } = await context.byDay('sections/coverage/locals')
  const pathsOf = (network: string) =>
    new Set(context.networks.filter(({ name }) => name === network).map(({ accessPath }) => accessPath))
  const singles = singleAddressClasses(
    context,
    rows.flatMap(row =>
      [...pathsOf(textIn(row, 'network'))].map(path => ({ path, addresses: numberIn(row, 'addresses') })),
    ),
    row => textIn(row, 'path'),
  )
  return path => (singles.has(path) ? WITHHELD : path)
}

const exclusionsOf = ({ overview }: SectionContext, { all, contacts }: Paths): Figure['exclusions'] => [
  ...withoutInfrastructure(overview),
  { what: 'while a path was not logged', contacts: all - contacts },
]

function countedOf(
  { window, networks }: SectionContext,
  counts: Paths,
  { path }: PathCounts,
  nameOf: (path: string) => string,
): Selection {
  const names = [...new Set(networks.map(({ accessPath }) => accessPath))]
  const ofPath: Condition = {
    column: 'access_path',
    is: 'one of',
    values: names.filter(name => nameOf(name) === path),
  }
  return contactsOf(window, [...ACTIVITY, ofPath, counts.condition])
}

/** Of all log records of the window. */
async function outOfScopeFigure(context: SectionContext): Promise<Figure> {
  const { rows, query } = await context.byDay('sections/coverage/totals')
  let [out, all] = [0, 0]
  for (const row of rows) {
    const records = numberIn(row, 'records')
    all += records
    if (textIn(row, 'scope') === 'out_of_scope') out += records
  }
  const counted = totalsOf(context.window, [{ column: 'scope', is: 'equal', value: 'out_of_scope' }])
  return {
    ...shareFigure(context, {
      id: 'access-paths.out-of-scope',
      label: words.OUT_OF_SCOPE_LABEL,
      unit: words.OUT_OF_SCOPE_UNIT,
      numerator: out,
      numeratorOf: 'log records',
      denominator: all,
      role: 'none',
      query,
      counted,
    }),
    scope: 'all',
  }
}

function findingOf(
  { quality }: SectionContext,
  sure: Pick<SectionResult, 'cap' | 'capReason'>,
  { path }: PathCounts,
  share: Figure,
  { paths }: Paths,
  shares: readonly Figure[],
): Finding {
  const bars = paths.slice(0, 4).map((own, at) => ({
    label: words.pathLabel(own.path),
    value: shares[at]?.value ?? 0,
    text: shares[at]?.text ?? '',
    strong: at === 0,
  }))
  return {
    section: 'access-paths',
    sentence: words.sentence(path, share, paths.length),
    figure: share.id,
    confidence: Math.min(quality.value, sure.cap),
    sizeClass: sizeOfShare(share.value ?? 0),
    headline: { figure: roundPercentText(share.value), words: words.headlineWords(path) },
    sureness: surenessOf(quality, sure),
    small: smallBars('access-paths', words.smallText(bars), bars),
  }
}
