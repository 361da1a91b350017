/** What hours of activity differ by from their hour of the week and a trend. */

/** Hours in order, from the first of the window. */
export interface HourlySeries {
  contacts: Float64Array
  /** 1 where the hour was observed. */
  observed: Uint8Array
  /** Hour of the local week, from 0. */
  weekHours: Uint8Array
}

export const WEEK_HOURS = 168

/**
 * Takes hour-of-week means and a linear trend out of values of hours by least squares over the observed ones; elsewhere 0.
 * Both at once: the means are taken out of time too, and the slope is that of what is left (Frisch and Waugh, "Partial time
 * regressions as compared with individual trends", Econometrica 1, 1933).
 */
export type Residualise = (values: Float64Array) => Float64Array

export function residualiser({ observed, weekHours }: Omit<HourlySeries, 'contacts'>): Residualise {
  const hours = observed.length
  const counts = new Float64Array(WEEK_HOURS)
  for (let t = 0; t < hours; t++)
    if (observed[t] === 1) counts[weekHours[t] ?? 0] = (counts[weekHours[t] ?? 0] ?? 0) + 1

  const withoutMeans = (values: Float64Array): Float64Array => {
    const sums = new Float64Array(WEEK_HOURS)
    for (let t = 0; t < hours; t++)
      if (observed[t] === 1) sums[weekHours[t] ?? 0] = (sums[weekHours[t] ?? 0] ?? 0) + (values[t] ?? 0)
    const rest = new Float64Array(hours)
    for (let t = 0; t < hours; t++) {
      const own = weekHours[t] ?? 0
      if (observed[t] === 1) rest[t] = (values[t] ?? 0) - (sums[own] ?? 0) / (counts[own] ?? 1)
    }
    return rest
  }

  const time = withoutMeans(Float64Array.from({ length: hours }, (_, t) => t))
  const timeSquares = dot(time, time)
  return values => {
    const rest = withoutMeans(values)
    const slope = timeSquares === 0 ? 0 : dot(rest, time) / timeSquares
    for (let t = 0; t < hours; t++) rest[t] = (rest[t] ?? 0) - slope * (time[t] ?? 0)
    return rest
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let t = 0; t < a.length; t++) sum += (a[t] ?? 0) * (b[t] ?? 0)
  return sum
}
