/** What a reference set knows of institutions, in lines for the terminal. */
import type { Catalogue } from '../../../functions/lib/reference/catalogue.ts'

type Lists = Pick<Catalogue, 'academic' | 'institution-suffixes' | 'institutions' | 'sensitive'>

export function institutionLines({ academic, institutions, sensitive, ...lists }: Lists): string[] {
  const kinds = [...Map.groupBy(institutions, ({ kind }) => kind)].map(([kind, rows]) => `${rows.length} of ${kind}`)
  const named = new Set(sensitive.map(({ institution, country }) => `${country} ${institution}`)).size
  const countries = new Set(sensitive.map(({ country }) => country)).size
  return [
    `institutions: ${lists['institution-suffixes'].length} suffixes, ${academic.length} domains of schools, ` +
      `others ${kinds.sort().join(', ') || 'none'}`,
    `sensitive institutions: ${named} in ${countries} countries, by ${sensitive.length} domains, prefixes and systems`,
  ]
}
