/**
 * The first `longest` characters of a text, as a text of its own: a slice would keep all of a long one in memory for as
 * long as it lives.
 */
export function cutText(text: string, longest: number): string {
  return text.length <= longest ? text : Buffer.from(text.slice(0, longest), 'utf16le').toString('utf16le')
}
