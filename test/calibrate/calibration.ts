/** What `npm run calibrate` runs: each subject is a file beside this one, and a line in `main.ts`. */

/** A share that must lie between two bounds. */
export interface Claim {
  what: string
  share: number
  least: number
  most: number
}

export interface Calibration {
  name: string
  /** `seeds`: worlds of each kind. */
  run(seeds: number): Claim[]
}
