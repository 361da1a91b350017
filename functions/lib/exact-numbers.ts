/** Whole numbers of any size, exact: a `number` as far as that is (below 2^53), a `bigint` beyond. */
export type Whole = number | bigint

/** The same whole number, as a `number` where that is exact. */
export const exactNumber = (value: bigint): Whole => {
  const near = Number(value)
  return Number.isSafeInteger(near) ? near : value
}

/** a + b, exact. Throws RangeError where a number is not whole. */
export function add(a: Whole, b: Whole): Whole {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b
    if (Number.isSafeInteger(sum)) return sum
  }
  return exactNumber(BigInt(a) + BigInt(b))
}

/** Node's; the compiler's library does not have them yet: https://github.com/tc39/proposal-json-parse-with-source */
interface JsonWithSource {
  rawJSON(text: string): unknown
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown
}
const json: JsonWithSource & typeof JSON = Object.assign(JSON)

/** JSON with every digit of whole numbers beyond 2^53; `indent` as JSON.stringify takes it. */
export const exactJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, (_, own) => (typeof own === 'bigint' ? json.rawJSON(String(own)) : own), indent)

/** The value of a JSON text; whole numbers beyond 2^53 come as `bigint`. Throws SyntaxError. */
export const parseExactJson = (text: string): unknown =>
  json.parse(text, (_, value, { source = '' }) =>
    typeof value === 'number' && /^-?\d{16,}$/.test(source) ? exactNumber(BigInt(source)) : value,
  )
