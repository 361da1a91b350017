/** A whole report, as report.json has it. */
import type { GENERATED } from '../lib/lake-origin.ts'
import type { Finding, SectionResult } from './figures/figure.ts'
import type { ReferenceVersion } from './reference-version.ts'
import type { DataQuality } from './section.ts'
import type { ReportWindow } from './window/window.ts'

export interface FailedSection {
  name: string
  title: string
  failure: string
}

export interface Report {
  /** Names of networks, where it is about some of the watched ones: all its queries read their rows only. */
  networks?: readonly string[]
  /** Of the page's numbers, where that is not English. */
  language?: string
  /** Only where the lake's logs are: `generated, not real traffic`. First, so that a file's head says it. */
  data?: typeof GENERATED
  name: string
  /** Of the page: `What three networks did online`. */
  title: string
  /** Networks of which something was logged, by name. */
  watched: string[]
  window: ReportWindow
  zones: string[]
  quality: DataQuality
  /** Label and value, for the first screen. */
  facts: [label: string, value: string][]
  /** What must be seen before anything else. */
  notices: string[]
  /** For the first page, the highest rank first; the first three are its conclusions. */
  findings: Finding[]
  /** The others of at least the same confidence, in the order of the rule. */
  further: Finding[]
  /** All of at least that confidence that tell a change, whether or not they stand on the first page. */
  changes: Finding[]
  /** At confidence 2: weak signs. */
  weaker: Finding[]
  /** Sections all of whose findings are below that, and why: silence would read as "nothing found". */
  unlisted: string[]
  findingRule: string
  changed: string
  cannotTell: string[]
  unitInShort: string
  unitSentence: string
  unitLimits: string
  unitRule: string
  references: ReferenceVersion[]
  partial: boolean
  /** Hash of the sections: the same content, the same hash. */
  contentHash: string
  sections: (SectionResult | FailedSection)[]
}

const MAX_FINDINGS = 5
const MAX_OF_SECTION = 2
/** Findings of the first screen. */
export const CONCLUSIONS = 3
export const MIN_CONFIDENCE = 3
/** Below it nothing is said. */
const WEAK_CONFIDENCE = 2

/** Printed under the findings. */
export const FINDING_RULE =
  'Rule: a finding ranks by how sure it is (1 to 5, the lesser of the quality of the data and of what its section can carry) ' +
  'times its size class (3: a share of at least 20 % or a change of at least 2 times; 2: at least 5 % or 1.25 times; 1: the rest). ' +
  'Of equal rank, first findings of sections come before second ones, then the order of sections. ' +
  `At most ${MAX_FINDINGS} come first, at most ${MAX_OF_SECTION} of a section, none that is less than fairly sure ` +
  `(${MIN_CONFIDENCE} of 5); ` +
  `the first ${CONCLUSIONS} hold a change where one ranks as high as the third. Fewer than ${MAX_FINDINGS} is no fault.`

export interface RankedFindings extends Pick<Report, 'findings' | 'further' | 'changes' | 'weaker'> {}

/** `findings` in the order of sections, those of a section together. */
export function rankFindings(findings: readonly Finding[]): RankedFindings {
  const sure = findings.filter(({ confidence }) => confidence >= MIN_CONFIDENCE)
  const rank = ({ confidence, sizeClass }: Finding) => confidence * sizeClass
  const ofSection = new Map<string, number>()
  const ranked: { finding: Finding; place: number }[] = []
  for (const finding of [...sure].sort((a, b) => rank(b) - rank(a))) {
    const place = (ofSection.get(finding.section) ?? 0) + 1
    ofSection.set(finding.section, place)
    ranked.push({ finding, place })
  }
  ranked.sort((a, b) => rank(b.finding) - rank(a.finding) || a.place - b.place)
  const first = ranked.filter(({ place }) => place <= MAX_OF_SECTION).map(({ finding }) => finding)
  const last = first[CONCLUSIONS - 1]
  const change = first.find(finding => finding.change !== undefined)
  // The sort is stable, so a change that ranks as high as the third conclusion may stand in its place.
  if (
    last !== undefined &&
    change !== undefined &&
    first.indexOf(change) >= CONCLUSIONS &&
    rank(change) === rank(last)
  ) {
    first.splice(first.indexOf(change), 1)
    first.splice(CONCLUSIONS - 1, 0, change)
  }
  const shown = first.slice(0, MAX_FINDINGS)
  return {
    findings: shown,
    further: ranked.map(({ finding }) => finding).filter(finding => !shown.includes(finding)),
    changes: sure.filter(({ change: kind }) => kind !== undefined),
    weaker: findings.filter(({ confidence }) => confidence === WEAK_CONFIDENCE),
  }
}

/** One line for each section that has findings, all of them below what is said. */
export function unlistedFindings(sections: readonly SectionResult[], quality: DataQuality): string[] {
  return sections.flatMap(({ title, findings, cap, capReason }) => {
    if (findings.length === 0 || findings.some(({ confidence }) => confidence >= WEAK_CONFIDENCE)) return []
    return [
      `${title}: what it found is not said, as the data are too weak for it: ${limitOf(quality, { cap, capReason })}. ` +
        'The section shows what was counted.',
    ]
  })
}

/** The words for how sure a finding is. */
const SURENESS: Record<number, string> = { 5: 'very sure', 4: 'sure', 3: 'fairly sure', 2: 'a weak sign' }
export const surenessWord = (confidence: number): string => SURENESS[confidence] ?? 'not sure'

/** What limits how sure a section's findings are: its own cap and reason, or the decisive part of the data's quality. */
export function limitOf(
  quality: Pick<DataQuality, 'value' | 'decidedBy' | 'components'>,
  { cap, capReason }: Pick<SectionResult, 'cap' | 'capReason'>,
): string {
  const decisive = quality.components.find(({ name }) => name === quality.decidedBy)?.reason ?? quality.decidedBy
  return cap < quality.value ? capReason : decisive
}

/** How sure, beside the word: the interval where there is one, as `63 to 65 %`, else what limits it. */
export const surenessOf = (
  quality: DataQuality,
  section: Pick<SectionResult, 'cap' | 'capReason'>,
  range?: string,
): string => range ?? limitOf(quality, section)

/** Size class of a share in %. */
export const sizeOfShare = (percent: number): 1 | 2 | 3 => (percent >= 20 ? 3 : percent >= 5 ? 2 : 1)

/** Size class of a change, as a ratio. */
export const sizeOfChange = (ratio: number): 1 | 2 | 3 => {
  const change = ratio < 1 ? 1 / ratio : ratio
  return change >= 2 ? 3 : change >= 1.25 ? 2 : 1
}
