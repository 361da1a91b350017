/** p-values of many tests at once, adjusted so that those at most q hold at most a share q of false ones on average. */

/**
 * Benjamini and Hochberg, "Controlling the false discovery rate", Journal of the Royal Statistical Society B 57 (1995): for
 * tests that are independent or hang together positively. In the order given; at most 1.
 */
export const benjaminiHochberg = (pValues: readonly number[]): number[] => stepUp(pValues, 1)

/**
 * Benjamini and Yekutieli, "The control of the false discovery rate in multiple testing under dependency", Annals of
 * Statistics 29 (2001): the same under any dependence, dearer by the harmonic number of the tests.
 */
export function benjaminiYekutieli(pValues: readonly number[]): number[] {
  let harmonic = 0
  for (let i = 1; i <= pValues.length; i++) harmonic += 1 / i
  return stepUp(pValues, harmonic)
}

/** Each p times the tests ÷ its rank, and none above that of a larger p. */
function stepUp(pValues: readonly number[], dearer: number): number[] {
  const order = pValues.map((p, at) => ({ p, at })).sort((a, b) => a.p - b.p)
  const adjusted = new Array<number>(pValues.length)
  let least = 1
  for (let rank = order.length; rank >= 1; rank--) {
    const own = order[rank - 1]
    if (own === undefined) continue
    least = Math.min(least, (own.p * dearer * order.length) / rank)
    adjusted[own.at] = least
  }
  return adjusted
}
