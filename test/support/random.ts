/** Chance of made-up series: the same for a seed. */
import { seededUniform } from '../../functions/report/statistics/bootstrap.ts'

export interface SeededRandom {
  /** Uniform in [0, 1). */
  uniform(): number
  /** Standard normal (Box and Muller 1958). */
  normal(): number
}

/** What comes first of seeds that lie beside each other is alike, and is left out. */
const LEFT_OUT = 20

export function seededRandom(seed: number): SeededRandom {
  const uniform = seededUniform(seed)
  for (let i = 0; i < LEFT_OUT; i++) uniform()
  return { uniform, normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()) }
}
