/** Contacts with institutions of the list of sensitive ones, by the system of their addresses or by a server's domain. */

import { listedParameters } from '../../../lib/listed-parameters.ts'
import type { SensitiveMark } from '../../../lib/reference/lists/sensitive.ts'
import { ACTIVITY, contactsOf } from '../../figures/counted.ts'
import type { Condition, Selection } from '../../figures/selection.ts'
import { type Answer, numberIn, type QueryReference, type Row, type SectionContext, textIn } from '../../section.ts'

export interface ListedInstitution {
  name: string
  country: string
  field: SensitiveMark['field']
  contacts: number
  bytes: number
  days: string[]
  devices: number
}

export interface Listed {
  /** Most contacts first. */
  institutions: ListedInstitution[]
  contacts: number
  devices: number
  query: QueryReference
  counted: Selection
}

/** Systems and domains of the list, as queries are asked for them. */
export async function findListed(context: SectionContext): Promise<Listed> {
  const valuesOf = (type: SensitiveMark['type']) =>
    context.sensitive.filter(mark => mark.type === type).map(({ value }) => value)
  const [systems, domains] = [valuesOf('asn'), valuesOf('domain')]
  const { rows, query } = await askOf(context, 'sections/suspicious/institutions', systems, domains)
  const locals =
    rows.length === 0 ? [] : (await askOf(context, 'sections/suspicious/institution-locals', systems, domains)).rows
  const markOf = createMarkOf(context.sensitive)
  const found = new Map<string, ListedInstitution & { of: Set<string> }>()
  let contacts = 0
  for (const row of rows) {
    const mark = markOf(row)
    if (mark === undefined) continue
    const { institution: name, country, field } = mark
    const key = JSON.stringify([country, name])
    const own = found.get(key) ?? { name, country, field, contacts: 0, bytes: 0, days: [], devices: 0, of: new Set() }
    found.set(key, own)
    const day = textIn(row, 'local_day')
    own.contacts += numberIn(row, 'contacts')
    own.bytes += Number(row.bytes ?? 0)
    if (!own.days.includes(day)) own.days.push(day)
    contacts += numberIn(row, 'contacts')
  }
  const devices = new Set<string>()
  for (const row of locals) {
    const mark = markOf(row)
    const device = JSON.stringify([textIn(row, 'network'), textIn(row, 'local_prefix')])
    if (mark === undefined) continue
    devices.add(device)
    found.get(JSON.stringify([mark.country, mark.institution]))?.of.add(device)
  }
  const institutions = [...found.values()]
    .map(({ of, ...own }) => ({ ...own, devices: of.size }))
    .sort((a, b) => b.contacts - a.contacts || (a.name < b.name ? -1 : 1))
  const counted = contactsOf(context.window, conditionsOf(systems, domains))
  return { institutions, contacts, devices: devices.size, query, counted }
}

/** Parts of systems, and of domains, that one question takes. */
const PARTS = 4

/** Asks of the list in parts that fit a parameter; what two questions find is one row. */
async function askOf(
  context: SectionContext,
  file: string,
  systems: readonly string[],
  domains: readonly string[],
): Promise<Answer> {
  const [ofSystems, ofDomains] = [listedParameters(systems), listedParameters(domains)]
  const asked = Math.ceil(Math.max(ofSystems.length, ofDomains.length) / PARTS)
  const partsOf = (texts: readonly string[], at: number) =>
    Array.from({ length: PARTS }, (_, part) => texts[PARTS * at + part] ?? ' ')
  const answers = await Promise.all(
    Array.from({ length: asked }, (_, at) =>
      context.byDay(file, [...partsOf(ofSystems, at), ...partsOf(ofDomains, at)]),
    ),
  )
  const rows = new Map(answers.flatMap(answer => answer.rows.map(row => [Object.values(row).join('\0'), row] as const)))
  const [first] = answers
  if (first === undefined) throw new Error(`${file}: expected a part of the list, found none`)
  return { rows: [...rows.values()], query: first.query }
}

/** The whole list, so that a figure does not say which of it was used. */
const conditionsOf = (systems: readonly string[], domains: readonly string[]): Condition[] => [
  ...ACTIVITY,
  {
    anyOf: [
      [{ column: 'asn', is: 'one of', values: systems.map(Number) }],
      [{ column: 'institution', is: 'one of', values: domains }],
    ],
  },
]

/** The institution of a row; a domain is nearer than the system that carries it. */
function createMarkOf(marks: readonly SensitiveMark[]): (row: Row) => SensitiveMark | undefined {
  const known = new Map(marks.map(mark => [`${mark.type} ${mark.value}`, mark]))
  return row =>
    known.get(`domain ${textIn(row, 'institution')}`) ??
    (row.asn === null ? undefined : known.get(`asn ${numberIn(row, 'asn')}`))
}
