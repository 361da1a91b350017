/** Syslog, with or without its priority: RFC 3164 as it is found in files, and RFC 5424. */
import type { Envelope } from './envelope.ts'

/** RFC 3164, section 4.1: `<13>Nov 24 00:00:03 host tag[pid]: `; newer daemons write an RFC 3339 time in its place. */
const BSD = joined(
  /^(?:<\d{1,3}>)?(?:[A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2}|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[\d.:+Z-]*)/,
  / [^\s{}"]{1,255} [^\s:{}"]{1,128}: ?/,
)
/** RFC 5424, section 6: priority, version, time, host, app, process, message id, then structured data or a dash. */
const IETF = joined(
  /^<\d{1,3}>\d{1,2} \S{1,40} \S{1,255} \S{1,48} \S{1,128} \S{1,32} /,
  /(?:-|(?:\[(?:[^\]\\"]|"(?:[^"\\]|\\.)*")*\])+) ?\uFEFF?/,
)

export const syslog: Envelope = {
  name: 'syslog',
  inside(line) {
    const [prefix] = IETF.exec(line) ?? BSD.exec(line) ?? []
    return prefix === undefined ? undefined : line.slice(prefix.length)
  },
}

function joined(...parts: readonly RegExp[]): RegExp {
  return new RegExp(parts.map(part => part.source).join(''))
}
