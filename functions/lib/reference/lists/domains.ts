/** What a domain looks like in the lists, and the kinds that one may be of. */

/** Kinds whose ends are institutions, counted by name. */
export const INSTITUTION_KINDS = ['government', 'education', 'research', 'news'] as const
export type InstitutionKind = (typeof INSTITUTION_KINDS)[number]

/** Whether the text is a domain of two labels and more, in small letters (RFC 1123, punycode for others). */
export const isDomain = (text: string): boolean => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(text)

/** Whether the text is an ISO 3166 code, or nothing where there is no country. */
export const isCountryOrNone = (text: string): boolean => /^([A-Z]{2})?$/.test(text)

export const institutionKindOf = (text: string): InstitutionKind | undefined =>
  INSTITUTION_KINDS.find(kind => kind === text)
