/** What a definition asks for, against what there is: networks, sections and events by name, and days to compare with. */
import type { WatchedNetwork } from '../lib/networks.ts'
import type { ReferenceSet } from '../lib/reference/reference-set.ts'
import type { Comparison } from '../lib/reports/definition.ts'
import type { Report } from './report.ts'
import { sections as registry } from './sections/index.ts'
import { firstOfText } from './sentences.ts'
import { comparedDays } from './window/comparison.ts'
import type { ReportWindow } from './window/window.ts'

export interface AskedFor {
  name: string
  /** Names of the watched networks that it is about; all where absent or null. */
  networks?: readonly string[] | null
  /** What the window is compared with; the window before where absent. */
  comparison?: Comparison
  /** Names of the sections that are made; all where absent or null. */
  sections?: readonly string[] | null
  /** Sets of events.csv that are tested; all where absent or null. */
  eventSets?: readonly string[] | null
  /** How the page writes numbers: BCP 47; English where absent. */
  language?: string
}

interface Known {
  reference: Pick<ReferenceSet, 'networks' | 'events'>
}

const SHOWN = 5

/**
 * `watched`: networks that the window's days rest on. What a definition names and there is not is said in `notices`. Throws
 * where there is none of its networks.
 */
export function askedOf(
  { name, networks = null, eventSets = null, sections = null, language = 'en', reference }: AskedFor & Known,
  watched: readonly WatchedNetwork[],
) {
  const known = new Set([...watched, ...reference.networks].map(network => network.name))
  const lines: string[] = []
  const left = <T extends string>(asked: readonly T[], have: ReadonlySet<string>, what: string): T[] => {
    const absent = asked.filter(own => !have.has(own))
    if (absent.length > 0)
      lines.push(`Of ${what} that this report was asked for there is no ${firstOfText(absent, SHOWN)}.`)
    return asked.filter(own => have.has(own))
  }
  const names = networks === null ? null : left(networks, known, 'the networks')
  if (names?.length === 0)
    throw new Error(
      `report ${name}: expected networks of networks.csv (${firstOfText([...known], SHOWN)}), found ` +
        `${firstOfText(networks ?? [], SHOWN)}; put reports.json or networks.csv with the same names`,
    )
  const sets =
    eventSets === null ? null : left(eventSets, new Set(reference.events.map(({ set }) => set)), 'the sets of events')
  const titles = sections === null ? null : left(sections, new Set(registry.map(own => own.name)), 'the sections')
  if (names !== null)
    lines.unshift(
      `This report is about ${names.length} of ${known.size} watched networks: ${firstOfText(names, SHOWN)}. What is said of ` +
        'files that were not read is of all of them.',
    )
  const said: Pick<Report, 'networks' | 'language'> = {
    ...(names === null ? {} : { networks: names }),
    ...(language === 'en' ? {} : { language }),
  }
  return {
    names,
    networks: names === null ? watched : watched.filter(network => names.includes(network.name)),
    events: reference.events.filter(({ set }) => sets?.includes(set) ?? true),
    sections: registry.filter(section => titles?.includes(section.name) ?? true),
    said,
    notices: lines,
  }
}

/** What the window is compared with: nothing where the days of one's own are not before it. */
export function comparedWith(
  { comparison = 'window before' }: Pick<AskedFor, 'comparison'>,
  window: ReportWindow,
): { comparison: Comparison; notices: string[] } {
  if (typeof comparison !== 'object' || comparedDays(window, comparison) !== undefined)
    return { comparison, notices: [] }
  const { fromDay, toDay } = comparison
  const line = `The days to compare with, ${fromDay} to ${toDay}, are not before this window: it is compared with nothing.`
  return { comparison: 'none', notices: [line] }
}
