/** Text of other kinds: tables, JSON and logs of other programs, pages and source code. */
import { parse } from 'csv-parse/sync'
import { emptyAddress, parseAddress } from '../../lib/addresses.ts'
import { NO_FLOWS, named, noFormatReads, type UnreadKind } from './unread-kind.ts'

/** Characters that are looked at. */
const LOOKED_AT = 4096

const other = (what: string): UnreadKind => ({ what, why: NO_FLOWS, isOther: true })

/** By the beginning of the text, in this order. */
const BEGINNINGS: readonly (readonly [beginning: RegExp, what: string])[] = [
  [/^\s*<(?:!doctype html|html)\b/i, 'an HTML page'],
  [/^\s*<\?xml\b/, 'an XML document'],
  [/^-----BEGIN [A-Z ]+-----/, 'a key or certificate'],
  [/^#!/, 'a script'],
  [
    /^(?:\/\*|\/\/|#include\b|import [\w{*"']|from \S+ import |package \w|const \w+ ?=|function \w|class \w|def \w|using \w+;)/,
    'source code',
  ],
  [/^#Version: 1\.0\r?\n#Fields: date time x-edge/, 'an access log of CloudFront'],
  [/^#Software: Microsoft/, 'an access log of IIS'],
  [/^(?:https?|h2|wss?|grpcs?) \d{4}-\d\d-\d\dT\S+ app\//, 'an access log of a load balancer of AWS'],
  [/^\S+ \S+ \S+ \[\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "/, 'an access log of a web server'],
  [/^\d\d:\d\d:\d\d\.\d+ IP6? \S+ > \S+:/, 'lines of tcpdump, which are packets'],
  [/^.{0,200}\bIN=\S* OUT=\S* .{0,200}\bSRC=[\d.a-f:]+ DST=/, 'lines of iptables, which are packets'],
  [/^.{0,200}%(?:ASA|FTD|PIX)-\d-\d{6}:/, 'syslog lines of a Cisco firewall'],
]

const VPC_COLUMNS: UnreadKind = {
  what: 'records of a VPC flow log without the names of their columns',
  why: "no two orders can be told apart; put the names into the first line, as in the flow log's format, or deliver it to S3",
  isOther: false,
}
/** Old Macintoshes wrote so, and some spreadsheets do. */
const RETURNS: UnreadKind = {
  what: 'text whose lines end with a carriage return alone',
  why: "end them with a line feed (tr '\\r' '\\n')",
  isOther: false,
}
const endsWithReturns = (text: string): boolean => !text.includes('\n') && (text.match(/\r(?=.)/g)?.length ?? 0) >= 2

/** Gzip in base64 begins so. */
const BASE64_GZIP = /^H4sI[\w+/\r\n]{20,}/
const BASE64: UnreadKind = {
  what: 'base64 of gzip',
  why: 'decode it (base64 -d), and upload what is in it',
  isOther: false,
}

/** What text is; undefined where it is none, or nothing more than text. */
export function textKind(head: Uint8Array): UnreadKind | undefined {
  const bytes = head.subarray(0, LOOKED_AT)
  const text = new TextDecoder().decode(bytes, { stream: true }).replace(/^\ufeff/, '')
  if (bytes.some(isControl) || text.includes('\ufffd')) return undefined
  const beginning = BEGINNINGS.find(([pattern]) => pattern.test(text))
  if (beginning !== undefined) return other(beginning[1])
  if (BASE64_GZIP.test(text)) return BASE64
  if (endsWithReturns(text)) return RETURNS
  if (isVpcRecord(text)) return VPC_COLUMNS
  return (
    jsonKind(text) ?? tableKind(text) ?? { what: 'text of an unknown kind', why: noFormatReads('text'), isOther: false }
  )
}

/**
 * Whether the first line is a record of a VPC flow log whose columns nobody knows: many fields, of which one says what was
 * done and two are addresses. CloudWatch Logs has no header, whatever the format.
 */
function isVpcRecord(text: string): boolean {
  const [line = ''] = text.split(/\r?\n/, 1)
  const fields = line.split(' ')
  const addresses = fields.filter(field => parseAddress(field, emptyAddress()) !== undefined)
  return fields.length > 8 && addresses.length >= 2 && fields.some(field => field === 'ACCEPT' || field === 'REJECT')
}

const isControl = (byte: number): boolean => byte < 32 && (byte < 9 || byte > 13)

/** JSON by the keys of its first object. */
function jsonKind(text: string): UnreadKind | undefined {
  if (!/^\s*\[?\s*\{/.test(text)) return undefined
  const keys = [...text.matchAll(/"((?:[^"\\]|\\.){1,100})"\s*:/g)].map(([, key = '']) => key)
  return { what: `JSON with the keys ${named([...new Set(keys)])}`, why: noFormatReads('JSON'), isOther: false }
}

/** A table by the names in its first line: more than two that look like names, and a second line of as many cells. */
function tableKind(text: string): UnreadKind | undefined {
  const [first = '', second] = text.split(/\r?\n/).filter(line => line.trim() !== '')
  for (const [delimiter, what] of [
    [',', 'CSV'],
    [';', 'CSV'],
    ['\t', 'a table'],
    ['|', 'a table'],
  ] as const) {
    const names = cellsOf(first, delimiter)
    const isHeader = names.length > 2 && names.every(name => /^[A-Za-z_#][\w .:/()#%-]*$/.test(name))
    if (!isHeader || (second !== undefined && cellsOf(second, delimiter).length !== names.length)) continue
    const twice = names.find((name, at) => names.indexOf(name) < at)
    if (twice !== undefined && second !== undefined)
      return { what: `${what} with the column ${named([twice])} twice`, why: 'name each column once', isOther: false }
    if (twice !== undefined) continue
    return { what: `${what} with the columns ${named(names)}`, why: noFormatReads('table'), isOther: false }
  }
  return undefined
}

/** The cells of a line; none where it is no line of a table. */
function cellsOf(line: string, delimiter: string): string[] {
  try {
    const [cells]: string[][] = parse(line, { delimiter, trim: true, relax_quotes: true })
    return cells ?? []
  } catch {
    return []
  }
}
