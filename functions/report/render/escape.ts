/** Text from logs and names into markup: nothing in it is trusted. */
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Escapes for HTML and SVG text and quoted attributes; control and direction characters become visible. */
export function escapeMarkup(text: string): string {
  return text
    .replace(
      /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
      character => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
    )
    .replace(/[&<>"']/g, character => ENTITIES[character] ?? '')
}
