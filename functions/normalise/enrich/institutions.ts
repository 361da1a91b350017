/** Which institution a server name is of: by its registrable domain, whoever carries the name. */
import { getDomain, parse } from 'tldts'
import type { Catalogue } from '../../lib/reference/catalogue.ts'
import type { InstitutionKind } from '../../lib/reference/lists/domains.ts'
import { isSharedHost, NO_SCHOOLS } from './shared-hosts.ts'

export interface NamedInstitution {
  /** Registrable domain; null: none. */
  institution: string | null
  institutionKind: InstitutionKind | null
  /** ISO 3166 of where the institution is at home; null where the domain does not say. */
  institutionCountry: string | null
  /** Somebody's pages or machine below an institution's domain: none, whatever its address says. */
  sharedHost: boolean
}

const NONE: NamedInstitution = { institution: null, institutionKind: null, institutionCountry: null, sharedHost: false }
const SHARED: NamedInstitution = { ...NONE, sharedHost: true }

type Lists = Pick<Catalogue, 'academic' | 'institution-suffixes' | 'institutions'>

/**
 * A look-up by name in small letters. What is listed by domain is heard first, then the suffix that the domain is registered
 * under, then the domains of schools, their own or below one of somebody else. Suffixes are those of the Public Suffix List,
 * private ones too: a domain below one is somebody's own.
 */
export function createInstitutionLookup(lists: Lists): (name: string) => NamedInstitution {
  const suffixes = new Map(lists['institution-suffixes'].map(row => [row.suffix, row]))
  const listed = new Map(lists.institutions.map(row => [row.domain, row]))
  const schools = new Set<string>()
  for (const { domain, refused } of lists.academic) if (refused === '') schools.add(domain.replace(/^www\./, ''))

  function ownerOf(domain: string, name: string): Omit<NamedInstitution, 'sharedHost'> | null {
    const row = listed.get(domain)
    if (row !== undefined)
      return { institution: domain, institutionKind: row.kind, institutionCountry: row.country || null }
    const reserved = firstAbove(domain, suffix => suffixes.get(suffix))
    if (reserved !== undefined)
      return { institution: domain, institutionKind: reserved.kind, institutionCountry: reserved.country || null }
    const school = schools.has(domain) ? domain : schoolBelow(name, domain, schools)
    return school === null
      ? null
      : { institution: school, institutionKind: 'education', institutionCountry: countryOf(domain) }
  }

  return name => {
    if (name.length > 253) return NONE
    const { domain, subdomain, publicSuffix, isPrivate } = parse(name, { allowPrivateDomains: true })
    if (domain === null || publicSuffix === null || NO_SCHOOLS.has(domain)) return NONE
    const owner = ownerOf(domain, name)
    if (owner === null) return NONE
    const ofPeople = owner.institutionKind === 'education' || owner.institutionKind === 'research'
    // A suffix that its owner gives names of away, below the owner's domain: git-pages.rit.edu.
    const givenAway = isPrivate === true && getDomain(publicSuffix) !== publicSuffix
    if (givenAway || (ofPeople && isSharedHost(subdomain ?? ''))) return SHARED
    return { ...owner, sharedHost: false }
  }
}

/** What is found for the longest part of the domain, less its first label. */
function firstAbove<T>(domain: string, find: (suffix: string) => T | undefined): T | undefined {
  for (let dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
    const found = find(domain.slice(dot + 1))
    if (found !== undefined) return found
  }
  return undefined
}

/** The domain of a school that the name is, or lies below, where it lies below the domain of somebody else. */
function schoolBelow(name: string, domain: string, schools: ReadonlySet<string>): string | null {
  for (let rest = name; rest.length > domain.length; rest = rest.slice(rest.indexOf('.') + 1))
    if (schools.has(rest)) return rest
  return null
}

/** The country of a country's top-level domain. */
function countryOf(domain: string): string | null {
  const top = domain.slice(domain.lastIndexOf('.') + 1)
  if (top.length !== 2 || top === 'eu') return null
  return top === 'uk' ? 'GB' : top === 'ac' ? 'SH' : top.toUpperCase()
}
