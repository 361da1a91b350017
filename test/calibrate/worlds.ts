/**
 * How often a report finds what is not there, and misses what is: worlds of the study's generator with nothing in them, and
 * with one thing. `node test/calibrate/worlds.ts [worlds of a kind] [first seed] [kind…]` prints a line per kind.
 */
import type { Finding } from '../../functions/report/figures/figure.ts'
import { MIN_CONFIDENCE } from '../../functions/report/report.ts'
import { INTENDED } from '../../infra/local/study/intended.ts'
import { reportOn } from '../support/report-world.ts'
import { EFFECTS, type Effect, openStudyWorlds, type StudyWorlds } from '../support/study-worlds.ts'

/** Connections that people begin on a mean day: a coin network then has some eight contacts a day. */
const CONNECTIONS_A_DAY = 160

/** Sections that may find what is not there. */
const DOUBTED = ['events', 'onsets', 'suspicious', 'presence'] as const

/** The section that has to find each. */
const FINDER: Record<Effect, (typeof DOUBTED)[number]> = {
  effects: 'events',
  coins: 'onsets',
  scans: 'suspicious',
  beacons: 'suspicious',
  ties: 'presence',
}

/** Findings that are said as conclusions, of these sections, in one world. */
async function findingsIn(
  worlds: StudyWorlds,
  seed: number,
  sections: readonly string[],
  effect?: Effect,
): Promise<Finding[]> {
  const world = worlds.draw(seed, CONNECTIONS_A_DAY, effect)
  const window = { fromDay: INTENDED.firstDay, toDay: INTENDED.lastDay }
  // Tables of what was tried are made day by day: only for whom reads them.
  const asked = sections.includes('suspicious') ? world : { ...world, flows: [], tried: undefined }
  const { report } = await reportOn(asked, { ...window, sections })
  if (report.sections.length < sections.length)
    throw new Error(
      `expected sections ${sections.join(', ')}, found ${report.sections.map(({ name }) => name).join(', ')}`,
    )
  return report.sections.flatMap(section => {
    if ('failure' in section) throw new Error(`${section.name}, seed ${seed}: ${section.failure}`)
    return section.findings.filter(({ confidence }) => confidence >= MIN_CONFIDENCE)
  })
}

/** Worlds, and in how many of them each section found something. */
interface Tally {
  worlds: number
  found: Record<string, number>
}

/** Draws worlds by consecutive seeds; `say` gets each finding of a world. */
async function tally(
  worlds: StudyWorlds,
  { firstSeed, count, effect }: { firstSeed: number; count: number; effect?: Effect },
  say: (line: string) => void = () => {},
): Promise<Tally> {
  const sections = effect === undefined ? DOUBTED : [FINDER[effect]]
  const found: Record<string, number> = Object.fromEntries(sections.map(name => [name, 0]))
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const findings = await findingsIn(worlds, seed, sections, effect)
    for (const name of new Set(findings.map(({ section }) => section))) found[name] = (found[name] ?? 0) + 1
    if (effect === undefined)
      for (const { section, sentence } of findings) say(`  seed ${seed}, ${section}: ${sentence}`)
    else if (findings.length === 0) say(`  seed ${seed}: missed`)
  }
  return { worlds: count, found }
}

if (import.meta.main) {
  const [count = '200', firstSeed = '1000', ...kinds] = process.argv.slice(2)
  const worlds = await openStudyWorlds()
  for (const kind of [undefined, ...EFFECTS]) {
    if (kinds.length > 0 && !kinds.includes(kind ?? 'empty')) continue
    const options = {
      firstSeed: Number(firstSeed),
      count: Number(count),
      ...(kind === undefined ? {} : { effect: kind }),
    }
    const { worlds: drawn, found } = await tally(worlds, options, console.log)
    const shares = Object.entries(found).map(([name, times]) => `${name} ${times} of ${drawn}`)
    console.log(`${kind ?? 'empty'}: found by ${shares.join(', ')}`)
  }
}
