/** How much of a circle's weight points one way: hours of the day, as Rayleigh's test has it. */

export interface Resultant {
  /** From 0 (no direction) to 1 (all at one place). */
  length: number
  /** Where it points, in cells from the beginning of the first: [0, cells); a cell weighs at its beginning. */
  at: number
}

/**
 * Mean resultant of weights on cells that part a circle evenly, such as counts of 24 hours: Mardia and Jupp, "Directional
 * Statistics" (2000), 2.3. Undefined where nothing weighs anything. Not corrected for the width of the cells, which for 24
 * shortens it by 0.3 %.
 */
export function resultantOf(weights: ArrayLike<number>): Resultant | undefined {
  const cells = weights.length
  let [cosines, sines, total] = [0, 0, 0]
  for (let cell = 0; cell < cells; cell++) {
    const weight = weights[cell] ?? 0
    const angle = (2 * Math.PI * cell) / cells
    cosines += weight * Math.cos(angle)
    sines += weight * Math.sin(angle)
    total += weight
  }
  if (total <= 0) return undefined
  const at = ((Math.atan2(sines, cosines) / (2 * Math.PI)) * cells + cells) % cells
  return { length: Math.hypot(cosines, sines) / total, at }
}
