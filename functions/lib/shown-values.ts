/** Values of any query as people see them on Athena: beside whole numbers and text also truth, doubles and times. */

export type ShownValue = string | number | boolean | null

/** Rows for people. `types` are names of the engine in capitals: `DOUBLE`, `TIMESTAMP`, … */
export interface ShownRows {
  columns: string[]
  types: string[]
  rows: ShownValue[][]
}

/** A double as Trino prints it: `2.0`, `0.001`, `1.0E7`. */
export function doubleText(value: number): string {
  const size = Math.abs(value)
  if (value === 0 || (size >= 1e-3 && size < 1e7)) {
    const text = String(value)
    return text.includes('.') ? text : `${text}.0`
  }
  const [digits = '', exponent = ''] = value.toExponential().split('e')
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`
}

/** A time or timestamp as text with milliseconds at least, as Athena has them; what follows the digits stays. */
export const withMilliseconds = (text: string): string =>
  text.replace(
    /(:\d\d)(?:\.(\d+))?(?=$| )/,
    (_, seconds: string, fraction = '') => `${seconds}.${fraction.padEnd(3, '0')}`,
  )
