/** The envelopes that are taken off, in the order in which they are tried. Adding one: a line here. */
import type { Envelope } from './envelope.ts'
import { jsonLine } from './json-line.ts'
import { leadingTime } from './leading-time.ts'
import { syslog } from './syslog.ts'

export const envelopes: readonly Envelope[] = [syslog, leadingTime, jsonLine]
