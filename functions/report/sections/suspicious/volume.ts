/** Days on which a device sent far more than on its other days. */
import { median, medianAbsoluteDeviation } from 'simple-statistics'
import { type Row, textIn } from '../../section.ts'

/** Median distances above the median; of so many days; and what is too little to tell, against the median and in bytes. */
export const DEVIATIONS = 6
export const LEAST_DAYS = 14
export const LEAST_RATIO = 10
export const LEAST_BYTES = 10_000_000

export interface LargeDay {
  network: string
  local: string
  day: string
  bytes: number
  median: number
  days: number
}

export interface Volumes {
  large: LargeDay[]
  /** Days of devices that were compared, and those above the bound alone. */
  compared: number
  above: number
}

/** `rows` of `suspicious/bytes`. */
export function volumesOf(rows: readonly Row[]): Volumes {
  const large: LargeDay[] = []
  let [compared, above] = [0, 0]
  const devices = Map.groupBy(rows, row => JSON.stringify([textIn(row, 'network'), textIn(row, 'local_address')]))
  for (const own of devices.values()) {
    if (own.length < LEAST_DAYS) continue
    const sent = own.map(row => Number(row.bytes_out ?? 0))
    const middle = median(sent)
    const bound = middle + DEVIATIONS * medianAbsoluteDeviation(sent)
    compared += own.length
    for (const [at, row] of own.entries()) {
      const bytes = sent[at] ?? 0
      if (bytes <= bound) continue
      above++
      if (bytes < LEAST_BYTES || bytes < LEAST_RATIO * middle) continue
      const [network, local] = [textIn(row, 'network'), textIn(row, 'local_address')]
      large.push({ network, local, day: textIn(row, 'local_day'), bytes, median: middle, days: own.length })
    }
  }
  large.sort((a, b) => b.bytes - a.bytes || (a.day < b.day ? -1 : 1))
  return { large, compared, above }
}
