/** What `npm run calibrate` runs: each subject is a file beside this one, and a line in `main.ts`. */
import { clopperPearson } from '../../functions/report/statistics/clopper-pearson.ts'

/** A share that must lie between two bounds. */
export interface Claim {
  what: string
  share: number
  /** Of how many. */
  runs: number
  least: number
  most: number
}

export interface Calibration {
  name: string
  /** `seeds`: made-up data sets of each kind; worlds, which take longer, are fewer. */
  run(seeds: number): Claim[] | Promise<Claim[]>
  /** How often what is there is found, by its size, in so many `runs` a point. */
  power?(runs: number): Power
}

export interface Power {
  title: string
  /** What sizes are. */
  size: string
  curves: { name: string; points: { size: number; power: number }[] }[]
}

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

export const isInside = ({ share, least, most }: Claim): boolean => share >= least && share <= most

/** A row of the table in README.md; the interval is Clopper and Pearson's. */
export function claimRow({ what, share, runs, least, most }: Claim): string {
  const { low, high } = clopperPearson(Math.round(share * runs), runs)
  const bounds = most >= 1 ? `at least ${percent(least)}` : `${percent(least)} to ${percent(most)}`
  return `| ${what} | ${percent(share)} | ${percent(low)} to ${percent(high)} | ${runs} | ${bounds} |\n`
}
