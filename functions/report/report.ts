/** A whole report, as report.json has it. */
import type { GENERATED } from '../lib/lake-origin.ts'
import type { Finding, SectionResult } from './figures/figure.ts'
import type { ReferenceVersion } from './reference-versions.ts'
import type { DataQuality } from './section.ts'
import type { ReportWindow } from './window/window.ts'

export interface FailedSection {
  name: string
  title: string
  failure: string
}

export interface Report {
  /** Only where the lake's logs are: `generated, not real traffic`. First, so that a file's head says it. */
  data?: typeof GENERATED
  name: string
  watchedNames: string
  window: ReportWindow
  zones: string[]
  quality: DataQuality
  /** Label and value, for the first screen. */
  facts: [label: string, value: string][]
  /** What must be seen before anything else. */
  notices: string[]
  findings: Finding[]
  /** Which sections have findings that are not on the first page, and why. */
  unlisted: string[]
  findingRule: string
  changed: string
  cannotTell: string[]
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
export const MIN_CONFIDENCE = 3

/** Printed under the findings. */
export const FINDING_RULE =
  'Rule: a finding ranks by its confidence (the lesser of the data quality and of what its section can carry, 1 to 5) times ' +
  'its size class ' +
  '(3: a share of at least 20 % or a change of at least 2 times; 2: at least 5 % or 1.25 times; 1: the rest). ' +
  `At most ${MAX_FINDINGS}, at most two of a section, none below confidence ${MIN_CONFIDENCE}; fewer than five is no fault.`

export function rankFindings(findings: readonly Finding[]): Finding[] {
  const taken: Finding[] = []
  const rank = ({ confidence, sizeClass }: Finding) => confidence * sizeClass
  for (const finding of [...findings].sort((a, b) => rank(b) - rank(a))) {
    const ofSection = taken.filter(({ section }) => section === finding.section).length
    if (finding.confidence >= MIN_CONFIDENCE && ofSection < MAX_OF_SECTION && taken.length < MAX_FINDINGS)
      taken.push(finding)
  }
  return taken
}

/** One line for each section whose findings are below the least confidence: silence would read as "nothing found". */
export function unlistedFindings(sections: readonly SectionResult[], quality: DataQuality): string[] {
  return sections.flatMap(({ title, findings, cap, capReason }) => {
    const below = findings.filter(({ confidence }) => confidence < MIN_CONFIDENCE)
    const [first] = below
    if (first === undefined) return []
    const decisive = quality.components.find(({ name }) => name === quality.decidedBy)?.reason ?? ''
    const reason = cap <= quality.value ? capReason : `data quality ${quality.value} of 5: ${decisive}`
    return [
      `${title}: ${below.length === 1 ? 'one of its findings is' : `${below.length} of its findings are`} not listed here, ` +
        `at confidence ${first.confidence} of 5: ${reason}. The section shows what was counted.`,
    ]
  })
}

/** Size class of a share in %. */
export const sizeOfShare = (percent: number): 1 | 2 | 3 => (percent >= 20 ? 3 : percent >= 5 ? 2 : 1)

/** Size class of a change, as a ratio. */
export const sizeOfChange = (ratio: number): 1 | 2 | 3 => {
  const change = ratio < 1 ? 1 / ratio : ratio
  return change >= 2 ? 3 : change >= 1.25 ? 2 : 1
}
