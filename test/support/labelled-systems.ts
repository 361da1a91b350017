/**
 * Kinds given by hand to autonomous systems, in samples of test/lib/reference/, each before the rules of its time were asked, and how
 * much of them is told right.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { emptyAddress, parseAddress } from '../../functions/lib/addresses.ts'
import { parseCatalogue } from '../../functions/lib/reference/catalogue.ts'
import { kindRuleOf } from '../../functions/lib/reference/lists/kinds.ts'
import { createAsFacts } from '../../functions/normalise/enrich/as-facts.ts'
import { createTraitsLookup } from '../../functions/normalise/enrich/traits.ts'
import { shippedTexts } from './catalogue-texts.ts'
import { largestRanges } from './largest-ranges.ts'

/** Rules were mended with all but the last, which they were measured on once. */
export const SAMPLES = ['labelled', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth'] as const
export type Sample = (typeof SAMPLES)[number]

const known = new Map<string, unknown>()

/** Samples are asked for again and again: each is read, and told, once. */
function once<T>(name: string, make: () => T): T {
  if (!known.has(name)) known.set(name, make())
  return known.get(name) as T
}

/**
 * Of systems drawn for `institutions` only those kinds are told from the rest. `earlier` names the sample that had drawn a system
 * before, and whose label it kept unless that was of institutions alone.
 */
export const systemsOf = (sample: Sample) => once(`systems ${sample}`, () => readSystems(sample))
const readSystems = (sample: Sample) =>
  z
    .array(
      z.object({
        asn: z.coerce.number(),
        name: z.string(),
        country: z.string(),
        weight: z.coerce.number(),
        kind: z.string(),
        draw: z.enum(['contacts', 'random', 'institutions']).optional(),
        earlier: z.string().default(''),
      }),
    )
    .parse(
      parse(readFileSync(join(import.meta.dirname, `../lib/reference/as-kinds.${sample}.csv`), 'utf8'), {
        columns: true,
      }),
    )
const isWhole = ({ draw }: { draw?: string | undefined }) => draw !== 'institutions'

/** Labels and rules in common words: hands know one word for rented machines, rules two; both may find nothing special. */
const COMMON: Record<string, string> = {
  isp: 'access',
  telecom: 'access',
  hosting: 'cloud',
  business: 'none',
  unknown: 'none',
}
export const common = (kind: string) => COMMON[kind] ?? kind

const ranges = largestRanges()
const catalogue = parseCatalogue(shippedTexts())
const factsOfAs = createAsFacts(catalogue)
const traits = createTraitsLookup(catalogue)

/** What a system is called by rules on its name alone, and by all evidence that an address of its largest range has. */
export const SAYS = {
  names: ({ name }: { name: string }) => kindRuleOf(catalogue.kinds, name)?.kind ?? 'unknown',
  evidence(label: { asn: number; name: string }) {
    const address = emptyAddress()
    const first = ranges.get(label.asn)?.address
    const listed = first !== undefined && parseAddress(first, address) ? traits.of(address).listedKind : null
    return listed ?? factsOfAs(label).kind
  },
} as const
export type By = keyof typeof SAYS

const percent = (part: number, whole: number) => Math.round((1000 * part) / whole) / 10
const KINDS = ['access', 'cloud', 'education', 'government'] as const

const casesOf = (sample: Sample, by: By) => once(`cases ${sample} ${by}`, () => workOutCases(sample, by))
const workOutCases = (sample: Sample, by: By) =>
  systemsOf(sample).map(row => ({
    is: common(row.kind),
    said: common(SAYS[by](row)),
    contacts: row.weight,
    // A system drawn at random, not by contacts, counts as one contact.
    weight: Math.max(1, row.weight),
    isWhole: isWhole(row),
    isNew: row.earlier === '',
  }))
const sum = (some: readonly number[]) => some.reduce((all, one) => all + one, 0)

/**
 * Of what is called a kind how much is (precision), of what is one how much is found (recall), and all of it, in %: of a whole sample, or
 * of what no sample before it had drawn.
 */
export function measured(sample: Sample, by: By, part: 'all' | 'new' = 'all') {
  const cases = casesOf(sample, by).filter(({ isNew }) => part === 'all' || isNew)
  const whole = cases.filter(({ isWhole }) => isWhole)
  const right = whole.filter(({ is, said }) => is === said)
  const ofKind = (kind: (typeof KINDS)[number]) => {
    const among = kind === 'education' || kind === 'government' ? cases : whole
    const is = among.filter(one => one.is === kind)
    const said = among.filter(one => one.said === kind)
    const found = is.filter(one => one.said === kind).length
    return {
      kind,
      systems: is.length,
      called: said.length,
      found,
      precision: percent(found, said.length),
      recall: percent(found, is.length),
    }
  }
  return {
    weighted: percent(sum(right.map(({ weight }) => weight)), sum(whole.map(({ weight }) => weight))),
    plain: percent(right.length, whole.length),
    kinds: KINDS.map(ofKind),
  }
}

/** All systems of the samples with contacts in real logs, their contacts, and the share of them that is called right, in %. */
export function measuredByContacts(by: By) {
  const cases = SAMPLES.flatMap(sample => casesOf(sample, by)).filter(
    one => one.isWhole && one.isNew && one.contacts > 0,
  )
  const contacts = sum(cases.map(one => one.contacts))
  const right = sum(cases.filter(({ is, said }) => is === said).map(one => one.contacts))
  return { systems: cases.length, contacts, right: percent(right, contacts) }
}
