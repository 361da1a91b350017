/** Figures of services: the share of each in activity and in its category, with what it counts. */
import { bytesOf, contactsOf, withoutInfrastructure } from '../../figures/counted.ts'
import { type Figure, MIN_DENOMINATOR } from '../../figures/figure.ts'
import type { Condition } from '../../figures/selection.ts'
import { shareFigure } from '../../figures/share-figure.ts'
import { WITHHELD } from '../../figures/withheld.ts'
import type { QueryReference, SectionContext } from '../../section.ts'
import { daysBetween } from '../../window/calendar.ts'
import type { ServiceCounts } from './counts.ts'
import { BYTES_UNIT, bytesLabel, SHARE_UNIT, shareLabel, withinLabel, withinUnit } from './words.ts'

/** Services with a figure: those used most, and the first two of each category, as the first is compared with the second. */
const OVERALL = 15
const WITHIN = 2

export interface ServiceFigures {
  /** By family. */
  overall: ReadonlyMap<string, Figure>
  bytes: ReadonlyMap<string, Figure>
  /** By category, then family. */
  within: ReadonlyMap<string, ReadonlyMap<string, Figure>>
  all: Figure[]
}

export const NO_FIGURES: ServiceFigures = { overall: new Map(), bytes: new Map(), within: new Map(), all: [] }

export function serviceFigures(context: SectionContext, counts: ServiceCounts, query: QueryReference): ServiceFigures {
  const days = daysBetween(context.window.fromDay, context.window.toDay)
  const keyOf = uniqueKeys()
  const common = {
    role: 'use',
    exclusions: withoutInfrastructure(context.overview),
    query,
  }
  const counted = (family: string, ...more: Condition[]) =>
    contactsOf(context.window, [...COUNTED, { column: 'family', is: 'equal', value: family }, ...more])
  const seriesOf = (above: ReadonlyMap<string, number>, below: ReadonlyMap<string, number>) =>
    days.map(day => ({ numerator: above.get(day) ?? 0, denominator: below.get(day) ?? 0 }))
  const overall = new Map<string, Figure>()
  const bytes = new Map<string, Figure>()
  for (const { name, contacts, bytes: own, byDay } of counts.families.slice(0, OVERALL)) {
    if (name === WITHHELD) continue
    const id = keyOf(name)
    overall.set(
      name,
      shareFigure(
        context,
        {
          ...common,
          id: `services.share.${id}`,
          label: shareLabel(name),
          unit: SHARE_UNIT,
          numerator: contacts,
          denominator: counts.total,
          counted: counted(name),
        },
        seriesOf(byDay, counts.totalByDay),
      ),
    )
    bytes.set(
      name,
      shareFigure(context, {
        ...common,
        id: `services.bytes.${id}`,
        label: bytesLabel(name),
        unit: BYTES_UNIT,
        numeratorOf: 'bytes',
        numerator: own,
        denominator: counts.totalBytes,
        counted: bytesOf(counted(name)),
      }),
    )
  }
  const within = new Map<string, Map<string, Figure>>()
  for (const { name: category, contacts: denominator, byDay: below, members } of counts.categories) {
    const figures = new Map<string, Figure>()
    within.set(category, figures)
    // Of a single service the share is all of it, and says nothing.
    if (denominator < MIN_DENOMINATOR || members.length < WITHIN) continue
    for (const { name, contacts, byDay } of members.slice(0, WITHIN)) {
      if (name === WITHHELD) continue
      const figure = shareFigure(
        context,
        {
          ...common,
          id: `services.within.${category}.${keyOf(name)}`,
          label: withinLabel(name, category),
          unit: withinUnit(category),
          numerator: contacts,
          denominator,
          counted: counted(name, { column: 'category', is: 'equal', value: category }),
        },
        seriesOf(byDay, below),
      )
      figures.set(name, figure)
    }
  }
  const all = [...overall.values(), ...bytes.values(), ...[...within.values()].flatMap(own => [...own.values()])]
  return { overall, bytes, within, all }
}

/** What every share counts: families of categories that are no service are in none. */
const COUNTED: readonly Condition[] = [
  { column: 'role', is: 'equal', value: 'use' },
  { column: 'category', is: 'none of', values: ['infrastructure', 'unknown', 'cdn'] },
]

/** Names as parts of ids: letters and digits, and a number behind where two would be the same. */
function uniqueKeys(): (name: string) => string {
  const keys = new Map<string, string>()
  const taken = new Set<string>()
  return name => {
    const known = keys.get(name)
    if (known !== undefined) return known
    const plain = name.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'service'
    let key = plain
    for (let number = 2; taken.has(key); number++) key = `${plain}-${number}`
    taken.add(key)
    keys.set(name, key)
    return key
  }
}
