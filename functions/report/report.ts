/** A whole report, as report.json has it. */
import type { Finding, SectionResult } from './figure.ts'
import type { DataQuality } from './section.ts'
import type { ReportWindow } from './window.ts'

export interface FailedSection {
  name: string
  title: string
  failure: string
}

export interface Report {
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
  findingRule: string
  changed: string
  cannotTell: string[]
  unitSentence: string
  unitRule: string
  referenceSentence: string
  partial: boolean
  /** Hash of the sections: the same content, the same hash. */
  contentHash: string
  sections: (SectionResult | FailedSection)[]
}

/** At most five, two of a section, none below confidence 3; by confidence times size class. */
export const FINDING_RULE =
  'Findings are ranked by confidence (the lesser of data quality and what the section can carry) times size class (3 from 20 %, 2 from 5 %); at most two of a section, none below confidence 3.'

const MAX_FINDINGS = 5
const MAX_OF_SECTION = 2
const MIN_CONFIDENCE = 3

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
