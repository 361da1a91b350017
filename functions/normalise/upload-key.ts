/** What the key of an upload says. */

/** The team: first part of the key; `local` for a key without folders. */
export function sourceOf(key: string): string {
  const slash = key.indexOf('/')
  return slash <= 0 ? 'local' : key.slice(0, slash)
}

/**
 * Exporter for logs that do not name one: `<source>/<folder of the key without date parts>`, so that
 * `uni/sensor-1/2017/04/01/conn.log.gz` and `uni/sensor-1/2017/04/02/conn.log.gz` are one exporter.
 */
export function keyExporter(key: string): string {
  const folders = key.split('/').slice(0, -1)
  const kept = folders.filter((part, at) => at === 0 || !isDatePart(part))
  return kept.length === 0 ? sourceOf(key) : kept.join('/')
}

/** `2017`, `04`, `2017-04-01`, `20170401`, `dt=2017-04-01`, `year=2017`, `hour=03`, `2017-04-01T00`. */
function isDatePart(part: string): boolean {
  return /^(?:(?:dt|date|day|month|year|hour|minute)=)?(?:\d{1,2}|\d{4}|\d{4}-?\d{2}(?:-?\d{2})?(?:[T_-]?\d{2,6})?)$/i.test(
    part,
  )
}
