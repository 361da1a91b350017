/** The table of what is left unnamed, before and after. */
import type { Coverage, CoverageResults } from './measure.ts'

export const COVERAGE_SECTION = 'bench coverage'
const MOST_WRONG = 0.01

const percent = (part: number, whole: number): string =>
  whole === 0 ? 'none seen' : `${((part * 100) / whole).toFixed(1)} %`

/** Markdown for the README; ends with a line end. */
export function describeCoverage({ before, after }: CoverageResults): string {
  const rows = after.flatMap(now => {
    const then = before.find(({ name }) => name === now.name)
    const line = (side: string, { contacts, withoutService, withoutKind, withoutCountry }: Coverage) =>
      `| ${now.name}, ${side} | ${contacts} | ${percent(withoutService, contacts)} | ${percent(withoutKind, contacts)} | ` +
      `${percent(withoutCountry, contacts)} |`
    return [...(then === undefined ? [] : [line('before', then)]), line('after', now)]
  })
  return [
    '| `use` contacts of | contacts | without service | without kind | without country |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    ...[...before.map(side => ['before', side] as const), ...after.map(side => ['after', side] as const)].flatMap(
      ([side, { truth }]) =>
        truth === undefined
          ? []
          : [
              `Of the study, ${side}: of ${truth.known} contacts whose service the truth knows ${truth.unidentified} have none; ` +
                `of ${truth.judged} with ends of its address book ${truth.wrong} (${percent(truth.wrong, truth.judged)}) ` +
                'have a class that the truth says is wrong.',
              '',
            ],
    ),
  ].join('\n')
}

/** What the study must hold: nothing known is unidentified, and below 1 % is wrong. */
export function brokenPromises(after: readonly Coverage[]): string[] {
  return after.flatMap(({ name, truth }) => {
    if (truth === undefined) return []
    const { unidentified, judged, wrong } = truth
    return [
      ...(unidentified > 0
        ? [`${name}: expected a service for each contact whose service the truth knows, found ${unidentified} without`]
        : []),
      ...(wrong >= judged * MOST_WRONG
        ? [`${name}: expected below ${MOST_WRONG * 100} % of classes to be wrong, found ${wrong} of ${judged}`]
        : []),
    ]
  })
}
