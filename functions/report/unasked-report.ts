/** The report of a window of which nothing can be said: what every figure carries could not be asked. */

import type { Unasked } from './first-questions.ts'
import { UNIT_IN_SHORT, UNIT_LIMITS, UNIT_SENTENCE } from './first-screen.ts'
import type { FailedSection, Report } from './report.ts'
import type { Section } from './section.ts'

type Said = Pick<Report, 'name' | 'findingRule' | 'unitRule'>

/** Every section is shown as failed, with what could not be asked. */
export function unaskedReport(
  { what, failure, window }: Unasked,
  registry: readonly Section[],
  said: Said,
): Omit<Report, 'contentHash'> {
  const reason = `${what} could not be asked: ${failure}`
  const component = 'what could not be asked'
  return {
    ...said,
    title: 'Networks that could not be asked for',
    watched: [],
    window,
    zones: [],
    quality: {
      value: 1,
      components: [{ name: component, value: 1, reason }],
      decidedBy: component,
      geographic: { cap: 1, reason: 'nothing is known of the data on countries', years: null },
      operators: { cap: 1, reason: 'nothing is known of the data on autonomous systems', years: null },
    },
    facts: [['When', `${window.fromDay} to ${window.toDay}: what was asked for, else the days that have tables`]],
    notices: [`Partial: ${reason}. Nothing is said here that rests on it. Make the report again.`],
    findings: [],
    further: [],
    changes: [],
    weaker: [],
    unlisted: [],
    changed: 'Nothing could be compared.',
    cannotTell: [
      'Anything on this window: what every figure carries could not be asked.',
      'Whether anything was logged.',
      'What would be found: a report that is made again may find what this one could not ask.',
    ],
    unitInShort: UNIT_IN_SHORT,
    unitSentence: UNIT_SENTENCE,
    unitLimits: UNIT_LIMITS,
    references: [],
    partial: true,
    sections: registry.map(({ name }): FailedSection => ({ name, title: name, failure: reason })),
  }
}
