/** Files of the user's own: which list a file is, or whether it holds events or sources, and what may not stand in one. */
import { parse } from 'csv-parse/sync'
import { type Catalogue, columnsOf, LIST_NAMES, type ListName } from '../../functions/lib/reference/catalogue.ts'
import { DELETIONS_FILE } from '../../functions/lib/reference/deletions.ts'
import { EVENTS_FILE } from '../../functions/lib/reference/events.ts'
import { evidence } from '../../functions/lib/reference/lists/evidence.ts'
import { kindRuleOf } from '../../functions/lib/reference/lists/kinds.ts'
import { ownFile, parseList, refuseRow } from '../../functions/lib/reference/lists/list-rows.ts'
import { SHARED_KINDS } from '../../functions/lib/reference/lists/operator-kinds.ts'
import { SOURCES_FILE } from '../../functions/lib/reference/sources.ts'

/**
 * The list that a file is: by its header, else by its name; undefined where it is none, and for networks.csv. So a file may
 * have any name where its header says what it is, and one with a misspelt header is told so by the list of its name.
 */
export function listNamed(fileName: string, text: string): ListName | undefined {
  const header = headerOf(text)
  return (
    LIST_NAMES.find(name => columnsOf(name).join() === header) ?? LIST_NAMES.find(name => `${name}.csv` === fileName)
  )
}

/** Whether a file holds events: by its header, else by its name. */
export const isEvents = (fileName: string, text: string): boolean =>
  fileName === EVENTS_FILE.name ||
  EVENTS_FILE.needed.every(column => (firstRecords(text, 1)[0] ?? []).some(cell => cell.trim() === column))

/** Whether a file says what the logs of sources do not: by its name, else by its header, which has only its columns. */
export function isSources(fileName: string, text: string): boolean {
  const names = (firstRecords(text, 1)[0] ?? []).map(cell => cell.trim())
  const [own, ...others] = SOURCES_FILE.columns
  return (
    fileName === SOURCES_FILE.name ||
    (names.includes(own ?? '') &&
      names.some(name => others.some(column => column === name)) &&
      names.every(name => SOURCES_FILE.columns.some(column => column === name)))
  )
}

/** Whether a file says what is to be deleted: by its name, else by its header. */
export function isDeletions(fileName: string, text: string): boolean {
  const names = (firstRecords(text, 1)[0] ?? []).map(cell => cell.trim())
  return (
    fileName === DELETIONS_FILE.name ||
    (names.includes('asked') && names.every(name => DELETIONS_FILE.columns.some(column => column === name)))
  )
}

/** Whether there is a row below the header: a file without one takes the own rows of its list away. */
export const hasRows = (text: string): boolean => firstRecords(text, 2).length > 1

const headerOf = (text: string): string => (firstRecords(text, 1)[0] ?? []).join()

function firstRecords(text: string, count: number): string[][] {
  try {
    return parse(text, { bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, to: count })
  } catch {
    return []
  }
}

/**
 * Throws at the first row of own evidence by an AS that many parties share (a cloud, a content network, a carrier), whose
 * name stands in `labels`: that an address lies in it says nothing on the service.
 */
export function refuseSharedAs(
  text: string,
  { kinds }: Pick<Catalogue, 'kinds'>,
  labels: readonly { asn: number; name: string }[],
): void {
  const wanted = parseList(evidence, text).map(({ type, value }) => (type === 'asn' ? Number(value) : undefined))
  const names = new Map<number, string>()
  const asked = new Set(wanted)
  for (const { asn, name } of labels) if (asked.has(asn)) names.set(asn, name)
  wanted.forEach((asn, at) => {
    const name = asn === undefined ? undefined : names.get(asn)
    const rule = name === undefined ? undefined : kindRuleOf(kinds, name)
    if (rule !== undefined && SHARED_KINDS.has(rule.kind))
      throw refuseRow(
        evidence,
        ownFile('evidence'),
        text,
        at,
      )(
        'an AS of a single service (a shared one names none; a prefix or a domain may)',
        `${asn} ${name}: ${rule.kind}`,
        'value',
      )
  })
}
