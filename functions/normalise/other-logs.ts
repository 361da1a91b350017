/** Logs of other kinds that lie beside flow logs in the archives of the same programs: known, and nothing to read. */

/** Header line of Zeek's ASCII logs that names the log (https://docs.zeek.org/en/master/log-formats.html). */
const ZEEK_PATH = /^#path[\t ]([A-Za-z0-9_.-]{1,40})\s*$/m
/** The column that Zeek's writers add to JSON where they are asked to name the log. */
const ZEEK_JSON_PATH = /^\{(?:[^\n]*,)?\s*"_path"\s*:\s*"([A-Za-z0-9_.-]{1,40})"/
const FLOWS = 'conn'

/** Names the log by its first bytes, or undefined: it may hold flows, or be anything. */
export function otherLogOf(head: Uint8Array): string | undefined {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1')
  const [, path] = (text.startsWith('#separator') ? ZEEK_PATH : ZEEK_JSON_PATH).exec(text) ?? []
  return path === undefined || path === FLOWS ? undefined : `a log ${path} of Zeek`
}
