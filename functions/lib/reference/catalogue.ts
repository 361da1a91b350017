/** The catalogue: services with their evidence, kinds of autonomous systems, server ports, published prefixes, institutions. From CSV. */
import { academic } from './lists/academic.ts'
import { asKinds } from './lists/as-kinds.ts'
import { evidence } from './lists/evidence.ts'
import { institutionSuffixes } from './lists/institution-suffixes.ts'
import { institutions } from './lists/institutions.ts'
import { kinds, storedKinds } from './lists/kinds.ts'
import { type List, ownFile, parseList, parseOwn, type Refuse, refuseRow } from './lists/list-rows.ts'
import { ports } from './lists/ports.ts'
import { published } from './lists/published.ts'
import { relays } from './lists/relays.ts'
import { sensitive } from './lists/sensitive.ts'
import { services } from './lists/services.ts'

/**
 * Every list, by its name: its file in the reference set is `<name>.csv`. A list that is added is one file, a line here
 * and one for the help (`infra/local/declarations/words.ts`).
 */
const LISTS = {
  services,
  evidence,
  kinds,
  ports,
  published,
  'as-kinds': asKinds,
  academic,
  'institution-suffixes': institutionSuffixes,
  institutions,
  sensitive,
  relays,
} as const

export type ListName = keyof typeof LISTS
/** A set's lists as texts, by their names. */
export type CatalogueTexts = Record<ListName, string>
/** A set's lists as they were read. */
export type Catalogue = { readonly [Name in ListName]: readonly Readonly<ReturnType<(typeof LISTS)[Name]['read']>>[] }

export const LIST_NAMES = Object.keys(LISTS) as readonly ListName[]

/** The rows of a user's own, by list; a list without any is absent. */
export type OwnTexts = Partial<CatalogueTexts>

/** The columns of a list, in order. */
export const columnsOf = (name: ListName): readonly string[] => LISTS[name].columns

/** Reads the lists; a user's own rows win over the shipped. Throws at the first row that does not fit, with file, line and column. */
export function parseCatalogue(texts: CatalogueTexts, own: OwnTexts = {}): Catalogue {
  const catalogue: Catalogue = {
    services: parseServices(texts.services, own.services),
    evidence: parseList(evidence, texts.evidence, own.evidence),
    kinds: parseList(kinds, texts.kinds, own.kinds),
    ports: parseList(ports, texts.ports, own.ports),
    published: parseList(published, texts.published, own.published),
    'as-kinds': parseList(asKinds, texts['as-kinds'], own['as-kinds']),
    academic: parseList(academic, texts.academic, own.academic),
    'institution-suffixes': parseList(institutionSuffixes, texts['institution-suffixes'], own['institution-suffixes']),
    institutions: parseList(institutions, texts.institutions, own.institutions),
    sensitive: parseList(sensitive, texts.sensitive, own.sensitive),
    relays: parseList(relays, texts.relays, own.relays),
  }
  const known = new Set(catalogue.services.map(({ service }) => service))
  const refuse = refuseIn(evidence, texts.evidence, own)
  catalogue.evidence.forEach(({ service }, at) => {
    if (!known.has(service)) throw refuse(at)('a service of services.csv', service, 'service')
  })
  const refuseRelay = refuseIn(relays, texts.relays, own)
  catalogue.relays.forEach(({ network }, at) => {
    if (!known.has(network)) throw refuseRelay(at)('a service of services.csv', network, 'network')
  })
  return catalogue
}

/**
 * What `parseCatalogue` would throw, of each file by itself: the first row that does not fit. Where every file is sound, the first
 * that does not fit the others.
 */
export function* refusalsIn(texts: CatalogueTexts, own: OwnTexts): Generator<{ file: string; problem: string }> {
  let isSound = true
  for (const name of LIST_NAMES) {
    const list: List<unknown> = LISTS[name]
    const ownText = own[name]
    for (const [file, read] of [
      [`${name}.csv`, () => parseList(list, texts[name])],
      [`own/${name}.csv`, () => ownText === undefined || parseOwn(list, ownText)],
    ] as const) {
      const problem = problemOf(read)
      if (problem !== undefined) yield { file, problem }
      isSound &&= problem === undefined
    }
  }
  const problem = isSound ? problemOf(() => parseCatalogue(texts, own)) : undefined
  const [, isOwn, file] = /^(own )?([a-z-]+\.csv)/.exec(problem ?? '') ?? []
  if (problem !== undefined) yield { file: `${isOwn === undefined ? '' : 'own/'}${file}`, problem }
}

function problemOf(read: () => unknown): string | undefined {
  try {
    read()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/**
 * The lists of a set that was read whole when it was put, each read when it is first asked for: logs without server names ask
 * nothing of the half of the rows that is about domains.
 */
export function openCatalogue(textOf: (name: ListName) => string, own: OwnTexts): Catalogue {
  const stored: Record<ListName, List<unknown>> = { ...LISTS, kinds: storedKinds }
  const catalogue: Partial<Catalogue> = {}
  for (const name of LIST_NAMES) {
    let rows: readonly unknown[] | undefined
    Object.defineProperty(catalogue, name, {
      enumerable: true,
      get: () => {
        rows ??= parseList(stored[name], textOf(name), own[name])
        return rows
      },
    })
  }
  return catalogue as Catalogue
}

/** Reads the list of services alone, as `parseCatalogue` does. */
export function parseServices(text: string, own?: string): Catalogue['services'] {
  const rows = parseList(services, text, own)
  checkFamilies(rows, refuseIn(services, text, own === undefined ? {} : { services: own }))
  return rows
}

/** The error of a row by its place among the own and the shipped. */
function refuseIn<T>(list: List<T>, shipped: string, own: OwnTexts): (at: number) => Refuse {
  const text = new Map(Object.entries(own)).get(list.name)
  const before = text === undefined ? 0 : parseOwn(list, text).length
  return at =>
    text !== undefined && at < before
      ? refuseRow(list, ownFile(list.name), text, at)
      : refuseRow(list, `${list.name}.csv`, shipped, at - before)
}

/** A family is a service too: what an AS of its owner is evidence for. It is of no family itself. */
function checkFamilies(services: Catalogue['services'], refuse: (at: number) => Refuse): void {
  const families = new Map(services.map(({ service, family }) => [service, family]))
  services.forEach(({ family }, at) => {
    if (family !== '' && families.get(family) !== '')
      throw refuse(at)('a service of services.csv that is of no family itself', family, 'family')
  })
}
