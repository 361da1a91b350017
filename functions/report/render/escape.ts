/** Text from logs and names into markup: nothing in it is trusted. */
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** C0 and C1 controls, line and paragraph separators, and what turns the direction of text. */
const CONTROLS = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu

/** Makes control and direction characters visible as \u{hex}; for markup that a library has escaped already. */
export const showControls = (text: string): string =>
  text.replace(CONTROLS, character => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)

/** Escapes for HTML and SVG text and quoted attributes; control and direction characters become visible. */
export function escapeMarkup(text: string): string {
  return showControls(text).replace(/[&<>"']/g, character => ENTITIES[character] ?? '')
}
