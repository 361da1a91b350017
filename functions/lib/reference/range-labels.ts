/** Labels of ranges as they lie in their file, an array in JSON: each is read when it is asked for, as logs name few of 80,000. */

const QUOTE = 34
const COMMA = 44
const OPEN_BRACKET = 91
const BACKSLASH = 92
const CLOSE_BRACKET = 93
const OPEN_BRACE = 123
const CLOSE_BRACE = 125

export interface RangeLabels {
  readonly count: number
  /** A label by its number; undefined where there is none of it. Throws where it is no JSON. */
  at(index: number): unknown
  /** All of them. Throws where they are no array in JSON. */
  all(): unknown[]
}

/** `text`: the bytes of the array. Throws where nothing ends it. */
export function openLabels(name: string, text: Uint8Array): RangeLabels {
  const starts = startsOf(text)
  if (starts === undefined) throw otherForm(name)
  const decoder = new TextDecoder()
  const parse = (from: number, to: number): unknown => {
    try {
      return JSON.parse(decoder.decode(text.subarray(from, to)))
    } catch {
      throw otherForm(name)
    }
  }
  const count = starts.length - 1
  return {
    count,
    at(index) {
      const start = starts[index]
      const next = starts[index + 1]
      return start === undefined || next === undefined ? undefined : parse(start, next - 1)
    },
    all() {
      const labels = parse(0, text.length)
      if (!Array.isArray(labels) || labels.length !== count) throw otherForm(name)
      return labels
    },
  }
}

export const otherForm = (name: string): Error =>
  new Error(`${name}: expected labels of another form; compile it again`)

/** Where each label begins, and behind the last the place after what ends them; undefined where they do not end. */
function startsOf(text: Uint8Array): number[] | undefined {
  const starts: number[] = []
  let depth = 0
  let isEmpty = true
  for (let at = 0; at < text.length; at++) {
    const byte = text[at] as number
    if (byte <= 32) continue
    if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) {
      depth--
      if (depth > 0) continue
      if (!isEmpty) starts.push(at + 1)
      return isEmpty ? [at + 1] : starts
    }
    if (depth === 1) {
      if (isEmpty) starts.push(at)
      isEmpty = false
      if (byte === COMMA) starts.push(at + 1)
    }
    if (byte === OPEN_BRACKET || byte === OPEN_BRACE) depth++
    else if (byte === QUOTE) for (at++; at < text.length && text[at] !== QUOTE; at++) if (text[at] === BACKSLASH) at++
  }
  return undefined
}
