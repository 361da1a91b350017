/**
 * How often a report finds what is not there, and misses what is: worlds of 97 days of the study's generator with nothing in
 * them, and with one thing as small as it has to be found.
 * `node test/calibrate/worlds.ts [worlds of a kind] [first seed] [kind…]` prints what was told or missed, and a line a kind.
 */
import type { Finding } from '../../functions/report/figures/figure.ts'
import { MIN_CONFIDENCE } from '../../functions/report/report.ts'
import { INTENDED } from '../../infra/local/study/intended.ts'
import { reportOn } from '../support/report-world.ts'
import { EFFECTS, type Effect, openStudyWorlds, type StudyWorlds } from '../support/study-worlds.ts'
import { type Calibration, type Claim, percent } from './calibration.ts'

/** Sections that may find what is not there. */
const DOUBTED = ['events', 'onsets', 'suspicious', 'presence'] as const

interface Sought {
  /** As a reader knows it. */
  size: string
  /** The section that has to find it, and what it says then. */
  finder: (typeof DOUBTED)[number]
  says: RegExp
}

const SOUGHT: Record<Effect, Sought> = {
  'event effect': {
    size: '60 % more for a day after each of eight dates',
    finder: 'events',
    says: /^Around 8 events of the set made-up dates: \d+\s%\smore contacts in the 24 hours after/,
  },
  onset: {
    size: 'a coin network from nothing to eight contacts a day',
    finder: 'onsets',
    says: /coin networks began/,
  },
  end: {
    size: 'a coin network from eight contacts a day to nothing',
    finder: 'onsets',
    says: /coin networks ended after \d+ June/,
  },
  burst: {
    size: 'a coin network with eight contacts a day for a week',
    finder: 'onsets',
    says: /coin networks rose from \d+ (?:May )?to \d+ May/,
  },
  'scan out': { size: 'twenty hosts on one port', finder: 'suspicious', says: /^One device of the network tried/ },
  'scan in': { size: 'twenty hosts on one port', finder: 'suspicious', says: /attempts from outside were scans/ },
  'steady beacon': {
    size: '24 calls in two days, at most 5 % early or late',
    finder: 'suspicious',
    says: /meets? at regular times/,
  },
  'unsteady beacon': {
    size: 'some 27 calls in two days, waits of half to one and a half of their mean',
    finder: 'suspicious',
    says: /meets? at regular times/,
  },
  tie: {
    size: 'three times the contacts of each other country, with institutions',
    finder: 'presence',
    says: /^Signs of ties to one country: addresses registered in India/,
  },
}

/** Seeds of worlds below these were used while methods and thresholds were chosen. */
const firstSeedOf = (effect: Effect | undefined): number => (effect === undefined ? 3001 : 2001)
/** Worlds of a kind, of the seeds that a calibration is asked for. */
const SEEDS_A_WORLD = 10

export const worlds: Calibration = {
  name: 'worlds',
  async run(seeds) {
    const count = Math.ceil(seeds / SEEDS_A_WORLD)
    const drawn = await openStudyWorlds()
    const claims: Claim[] = []
    for (const kind of [undefined, ...EFFECTS])
      claims.push(claimOf(kind, await tally(drawn, firstSeedOf(kind), count, kind)))
    return claims
  },
}

const claimOf = (effect: Effect | undefined, { worlds: runs, found }: Tally): Claim =>
  effect === undefined
    ? { what: 'with nothing in them, in which something is told', share: found / runs, runs, least: 0, most: 0.05 }
    : { what: `${effect} (${SOUGHT[effect].size}), told`, share: found / runs, runs, least: 0.9, most: 1 }

/** Findings that are said as conclusions, of these sections, in one world. */
async function findingsIn(
  drawn: StudyWorlds,
  seed: number,
  sections: readonly string[],
  effect?: Effect,
): Promise<Finding[]> {
  const world = drawn.draw(seed, effect)
  const window = { fromDay: INTENDED.firstDay, toDay: INTENDED.lastDay }
  // Tables of what was tried take time: only for whom reads them.
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

/** Worlds, and how many of them told anything, or what they hold. */
interface Tally {
  worlds: number
  found: number
}

/** Draws worlds by consecutive seeds; `say` gets each finding of a world with nothing in it, and each world that misses what it has. */
export async function tally(
  drawn: StudyWorlds,
  firstSeed: number,
  count: number,
  effect?: Effect,
  say: (line: string) => void = () => {},
): Promise<Tally> {
  let found = 0
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const sections = effect === undefined ? DOUBTED : [SOUGHT[effect].finder]
    const findings = await findingsIn(drawn, seed, sections, effect)
    const told = effect === undefined ? findings : findings.filter(({ sentence }) => SOUGHT[effect].says.test(sentence))
    if (told.length > 0) found++
    if (effect === undefined) for (const { section, sentence } of told) say(`  seed ${seed}, ${section}: ${sentence}`)
    else if (told.length === 0)
      say(`  seed ${seed}: missed; told ${findings.map(({ sentence }) => sentence).join(' ') || 'nothing'}`)
  }
  return { worlds: count, found }
}

if (import.meta.main) {
  const [count = '200', firstSeed, ...kinds] = process.argv.slice(2)
  const drawn = await openStudyWorlds()
  for (const kind of [undefined, ...EFFECTS]) {
    if (kinds.length > 0 && !kinds.includes(kind ?? 'empty')) continue
    const { what, share } = claimOf(
      kind,
      await tally(drawn, Number(firstSeed ?? firstSeedOf(kind)), Number(count), kind, console.log),
    )
    console.log(`${what}: ${percent(share)} of ${count}`)
  }
}
