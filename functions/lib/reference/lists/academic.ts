/** academic.csv: domains of schools and universities, as swot has them. */
import { isDomain } from './domains.ts'
import type { List } from './list-rows.ts'

export interface AcademicDomain {
  domain: string
  /** What swot refuses the domain for (its mail addresses are anybody's, or are abused): it proves nothing then. */
  refused: '' | 'abused' | 'stoplist'
}

export const academic: List<AcademicDomain> = {
  name: 'academic',
  columns: ['domain', 'refused'],
  read({ domain = '', refused = '' }, refuse) {
    if (!isDomain(domain)) throw refuse('a domain in small letters', domain, 'domain')
    if (refused !== '' && refused !== 'abused' && refused !== 'stoplist')
      throw refuse('abused, stoplist or nothing', refused, 'refused')
    return { domain, refused }
  },
  once: { expected: 'each domain once', keyOf: ({ domain }) => domain },
}
