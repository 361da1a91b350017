/** What the data can carry: how much was observed, how much is identified, and what this report leaves out. */
import { countText, percentOf, percentText, type SectionResult, type Table } from '../figure.ts'
import { coverageChart } from '../render/charts.ts'
import { figureOf, numberIn, type Row, type Section, type SectionContext, textIn } from '../section.ts'

export const coverage: Section = { name: 'coverage', make }

async function make(context: SectionContext): Promise<SectionResult> {
  const { observed, overview, quality } = context
  const roles = await context.bySlot('sections/coverage-roles')
  const totals = await context.byUtcDay('sections/coverage-totals')
  const pairs = await context.byUtcDay('sections/coverage-pairs')
  const liveness = await context.byUtcDay('sections/coverage-liveness', 30)
  const seen = observed.reduce((sum, { observed: slots }) => sum + slots, 0)
  const all = observed.reduce((sum, { total }) => sum + total, 0)
  const sum = (column: string, keep: (row: Row) => boolean = () => true) =>
    roles.rows.reduce((total, row) => (keep(row) ? total + numberIn(row, column) : total), 0)
  const contacts = sum('contacts')
  const records = (keep: (row: Row) => boolean) =>
    totals.rows.reduce((total, row) => (keep(row) ? total + numberIn(row, 'records') : total), 0)
  const allRecords = records(() => true)
  const share = (
    id: string,
    label: string,
    unit: string,
    numerator: number,
    denominator: number,
    query = roles.query,
  ) => {
    const value = percentOf(numerator, denominator)
    return figureOf(context, {
      id: `coverage.${id}`,
      label,
      unit,
      value,
      text: percentText(value),
      numerator,
      denominator,
      role: 'all',
      withheld: value === null ? `fewer than 50 below the line (${denominator})` : null,
      query,
      filter: { role: '', category: '', country: '', network: '', excludedAs: null },
    })
  }
  const identified = overview.use - overview.useInfrastructure
  const figures = [
    share('observed', 'Observed', '% of the quarter-hours of the window, all networks', seen, all, liveness.query),
    share(
      'unclassified',
      'Not identified',
      '% of use contacts without infrastructure',
      overview.unclassified,
      identified,
    ),
    share(
      'unclear',
      'Role unclear',
      '% of use and unclear contacts',
      overview.unclear,
      overview.use + overview.unclear,
    ),
    share(
      'denied',
      'Denied',
      '% of records',
      records(row => textIn(row, 'action') === 'deny'),
      allRecords,
      totals.query,
    ),
    share('sampled', 'Sampled', '% of contacts', sum('sampled'), contacts),
    share('twice', 'Seen by several exporters', '% of contacts', sum('twice'), contacts),
    share('uncounted', 'Without byte counters', '% of contacts', sum('uncounted'), contacts),
    share(
      'internal',
      'Between watched networks',
      '% of records',
      records(row => textIn(row, 'scope') === 'internal'),
      allRecords,
      totals.query,
    ),
    share(
      'special',
      'Not globally reachable',
      '% of records',
      records(row => textIn(row, 'scope') === 'special'),
      allRecords,
      totals.query,
    ),
    share(
      'icmp-untyped',
      'ICMP without type, in no role',
      '% of records',
      records(row => textIn(row, 'icmp') === 'untyped'),
      allRecords,
      totals.query,
    ),
  ]
  return {
    name: 'coverage',
    title: 'What the data can carry',
    question: 'How complete is what was watched, and how sure is what is said of it?',
    cap: 5,
    capReason: 'it is about the data itself',
    findings: gapFinding(context),
    paragraphs: [
      `Data quality ${quality.value} of 5, set by ${quality.decidedBy}. ${quality.components.map(({ name, value, because }) => `${name}: ${value} (${because})`).join('; ')}.`,
      `${countText(overview.use)} use contacts, ${countText(overview.unclear)} unclear, ${countText(overview.served)} served, ${countText(overview.attemptsOut)} attempts from inside and ${countText(overview.attemptsIn)} from outside.`,
    ],
    figures,
    tables: [networksTable(context), rolesTable(roles.rows), totalsTable(totals.rows), pairsTable(pairs.rows)],
    charts: all === 0 ? [] : [await coverageChart(observed)],
    howComputed: [
      'A quarter-hour is observed for a network when any exporter that saw the network within 30 days logged anything in it. At most four empty ones in a row are bridged, never one in which records were lost. For exporters that log nothing when nothing happens, a gap is missing only above three times their usual longest gap at that local hour.',
      'Data quality is the least of: observed (95, 85, 70, 50 %), not identified (10, 20, 35, 50 %), unclear role (the same); geographic sections are capped at 3 where the reference data is more than a year away from the window, at 2 above three years.',
    ],
    cannotTell: ['What passed the networks without being logged: no log shows what its exporter does not see.'],
  }
}

function gapFinding({ observed, quality }: SectionContext): SectionResult['findings'] {
  const worst = observed
    .filter(({ longestGap }) => longestGap !== null && longestGap.slots >= 24)
    .sort((a, b) => (b.longestGap?.slots ?? 0) - (a.longestGap?.slots ?? 0))[0]
  if (worst?.longestGap === undefined || worst.longestGap === null) return []
  const hours = worst.longestGap.slots / 4
  return [
    {
      section: 'coverage',
      sentence: `Nothing was logged of ${worst.network} for ${hours.toFixed(0)} hours from ${utcText(worst.longestGap.fromMs)} UTC: missing, not quiet.`,
      figure: 'coverage.observed',
      confidence: quality.value,
      sizeClass: hours >= 24 ? 2 : 1,
    },
  ]
}

const utcText = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ')

function networksTable({ observed, networks }: SectionContext): Table {
  return {
    name: 'coverage',
    caption: 'Observed per network',
    columns: [
      { name: 'network', label: 'network', numeric: false },
      { name: 'ranges', label: 'ranges', numeric: false },
      { name: 'zone', label: 'zone', numeric: false },
      { name: 'observed', label: 'observed', numeric: true },
      { name: 'days', label: 'days observed', numeric: true },
      { name: 'gap', label: 'longest gap, hours', numeric: true },
      { name: 'gap_from', label: 'from, UTC', numeric: false },
    ],
    rows: observed.map(({ network, observed: slots, total, days, longestGap }) => [
      network,
      networks
        .filter(({ name }) => name === network)
        .map(({ cidr }) => cidr)
        .join(' '),
      networks.find(({ name }) => name === network)?.timeZone || 'not set: UTC',
      percentText(total === 0 ? null : (100 * slots) / total),
      days,
      longestGap === null ? 0 : longestGap.slots / 4,
      longestGap === null ? '' : utcText(longestGap.fromMs),
    ]),
  }
}

function rolesTable(rows: readonly Row[]): Table {
  return {
    name: 'roles',
    caption: 'Contacts by network and role',
    columns: [
      { name: 'network', label: 'network', numeric: false },
      { name: 'role', label: 'role', numeric: false },
      { name: 'contacts', label: 'contacts', numeric: true },
      { name: 'bytes', label: 'bytes', numeric: true },
      { name: 'bytes_denied', label: 'bytes denied', numeric: true },
      { name: 'sampled', label: 'sampled', numeric: true },
      { name: 'twice', label: 'seen by several', numeric: true },
    ],
    rows: rows.map(row => [
      textIn(row, 'network'),
      textIn(row, 'role').replace('_', ' '),
      ...['contacts', 'bytes', 'bytes_denied', 'sampled', 'twice'].map(column => numberIn(row, column)),
    ]),
  }
}

function totalsTable(rows: readonly Row[]): Table {
  return {
    name: 'records',
    caption: 'Log records by scope and action, whole UTC days of the window',
    columns: [
      { name: 'scope', label: 'scope', numeric: false },
      { name: 'action', label: 'action', numeric: false },
      { name: 'icmp', label: 'ICMP', numeric: false },
      { name: 'records', label: 'records', numeric: true },
      { name: 'bytes', label: 'bytes', numeric: true },
    ],
    rows: rows.map(row => [
      textIn(row, 'scope'),
      textIn(row, 'action'),
      textIn(row, 'icmp'),
      numberIn(row, 'records'),
      numberIn(row, 'bytes'),
    ]),
  }
}

function pairsTable(rows: readonly Row[]): Table {
  const pairs = new Map<string, Row[]>()
  for (const row of rows) {
    const key = JSON.stringify([row.network, row.exporter_a, row.exporter_b])
    pairs.set(key, [...(pairs.get(key) ?? []), row])
  }
  return {
    name: 'exporters',
    caption: 'Exporters that saw the same connections',
    columns: [
      { name: 'network', label: 'network', numeric: false },
      { name: 'a', label: 'exporter A', numeric: false },
      { name: 'b', label: 'exporter B', numeric: false },
      { name: 'connections', label: 'connections', numeric: true },
      { name: 'difference', label: 'median clock difference of B, ms', numeric: true },
    ],
    rows: [...pairs.values()].map(own => {
      const [first] = own
      const ordered = own
        .map(row => [numberIn(row, 'median_ms'), numberIn(row, 'connections')] as const)
        .sort((a, b) => a[0] - b[0])
      const connections = ordered.reduce((sum, [, count]) => sum + count, 0)
      let rest = connections / 2
      const median = ordered.find(([, count]) => {
        rest -= count
        return rest <= 0
      })
      return [
        textIn(first ?? {}, 'network'),
        textIn(first ?? {}, 'exporter_a'),
        textIn(first ?? {}, 'exporter_b'),
        connections,
        median?.[0] ?? 0,
      ]
    }),
  }
}
