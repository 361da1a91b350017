/** What is said of files that were put: for whom, and from when on. */
import { REPORTS_FILE } from '../../../functions/lib/reports/parse-reports.ts'
import type { PutName } from '../put-files.ts'
import { whatOf } from '../reference-file.ts'

/** `networks.csv, own rows of services.csv and own rows of evidence.csv`, of one file `this networks.csv`. */
function namesOf(names: readonly PutName[]): string {
  const [first = '', ...others] = names.map(whatOf)
  return others.length === 0 ? `this ${first}` : `${[first, ...others.slice(0, -1)].join(', ')} and ${others.at(-1)}`
}

/** Of a lake of this machine: the set, and what comes next; `report` and `replay` as they are typed. */
export function putLine(
  hash: string,
  names: readonly PutName[],
  { report, replay }: { report: string; replay: string },
): string {
  const [it, them, events] = names.length === 1 ? ['it', 'them', 'it'] : ['they', 'the reports', 'the events']
  const nexts = names.map(name =>
    name === 'events.csv'
      ? `the next report tests ${events}`
      : name === REPORTS_FILE
        ? `${report} makes ${them}`
        : `${replay} says what ${it} would change`,
  )
  return `reference ${hash} is current, with ${namesOf(names)}; ${[...new Set(nexts)].join('; ')}`
}

/** Of a deployed stage: the set, and from when on each file counts, a line each where they differ; `replay` as it is typed. */
export function putOnStageLines(hash: string, names: readonly PutName[], replay: string): string[] {
  const [from = '', ...others] = new Set(names.map(name => fromWhen(name, replay)))
  if (others.length > 0)
    return [
      `reference ${hash} is current, with ${namesOf(names)}`,
      ...names.map(name => `  ${whatOf(name)}: ${fromWhen(name, replay)}`),
    ]
  return [`reference ${hash} is current${names[0] === 'networks.csv' ? '' : `, with ${namesOf(names)}`}: ${from}`]
}

function fromWhen(name: PutName, replay: string): string {
  switch (name) {
    case 'networks.csv':
      return (
        'its prefixes and dates for uploads from now on, what it says of networks for published days too, which the next ' +
        'wakes of publish make anew'
      )
    case REPORTS_FILE:
      return 'the schedule follows within a quarter of an hour'
    case 'events.csv':
      return 'for reports from now on'
    default:
      return `for uploads from now on; ${replay} says which were made without`
  }
}
