/** How wide text is drawn, as far as that can be known where there is no screen: as in DejaVu Sans, wider than nearly all others. */

/** Advances of its letters in em; what is not among them counts as wide as most capitals, and ideographs as a square. */
const ADVANCES: readonly (readonly [letters: string, em: number])[] = [
  ["iljIJ'|", 0.3],
  [' .,:;!·\u202f\u00a0', 0.33],
  ['ft()[]-/r"', 0.41],
  ['csz?_', 0.55],
  ['abdeghknopquvxyL0123456789F', 0.64],
  ['ETPYBSKRAVXZC*+$', 0.7],
  ['DGHNOQU&', 0.79],
  ['wMm−±×<>=~●', 0.86],
  ['W%@…', 1],
]
const OTHER = 0.8
const SQUARE = /[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]|[\u{1f000}-\u{3ffff}]/u
/** Bold letters are as much wider. */
const BOLD = 1.12

const byLetter = new Map(ADVANCES.flatMap(([letters, em]) => [...letters].map(letter => [letter, em] as const)))

/** In pixels, of a line of text with letters of `size` pixels. */
export function textWidth(text: string, size = 12, isBold = false): number {
  let em = 0
  for (const letter of text) em += byLetter.get(letter) ?? (SQUARE.test(letter) ? 1 : OTHER)
  return em * size * (isBold ? BOLD : 1)
}

/** Between names and bars, and behind the ends of bars. */
const GAP = 10

/**
 * Where a scale from 0 must end, so that the text behind the end of each bar still stands inside of a drawing of `width`
 * with these names at its left.
 */
export function scaleEnd(
  width: number,
  names: { texts: readonly string[]; limit: number },
  ends: readonly { value: number; text: string }[],
  size = 12,
): number {
  const widest = names.texts.reduce((most, name) => Math.max(most, textWidth(name)), 0)
  const plot = width - Math.min(names.limit, widest) - GAP
  return ends.reduce((most, { value, text }) => {
    const room = Math.max(plot / 4, plot - textWidth(text, size) - GAP)
    return Math.max(most, (value * plot) / room)
  }, 1e-9)
}
