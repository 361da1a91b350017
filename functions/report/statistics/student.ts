/** Student's t for whole degrees of freedom. */

/** P(−t ≤ T ≤ t): Abramowitz and Stegun 26.7.3 and 26.7.4. */
export function studentWithin(t: number, df: number): number {
  const theta = Math.atan(t / Math.sqrt(df))
  const cos2 = Math.cos(theta) ** 2
  let term = 1
  let sum = 1
  if (df % 2 === 1) {
    for (let i = 3; i <= df - 2; i += 2) {
      term *= ((i - 1) / i) * cos2
      sum += term
    }
    const series = df === 1 ? 0 : Math.sin(theta) * Math.cos(theta) * sum
    return (2 / Math.PI) * (theta + series)
  }
  for (let i = 2; i <= df - 2; i += 2) {
    term *= ((i - 1) / i) * cos2
    sum += term
  }
  return Math.sin(theta) * sum
}

/** The t with `level` of the distribution between −t and t. */
export function studentQuantile(level: number, df: number): number {
  let low = 0
  let high = 1
  while (studentWithin(high, df) < level) high *= 2
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (studentWithin(middle, df) < level) low = middle
    else high = middle
  }
  return (low + high) / 2
}
