/** One set of logs through a checkout's own command line, and how much of its activity the checkout's tables leave unnamed. */
import { writeFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import { checkoutCli } from '../../support/checkout-cli.ts'
import { judge } from './truth.ts'

const count = z.number().int().nonnegative()
const coverageSchema = z.object({
  name: z.string(),
  /** External `use` contacts. */
  contacts: count,
  withoutService: count,
  withoutKind: count,
  withoutCountry: count,
  /** The study alone: contacts whose service the truth knows, those of them without one, and those of a wrong class. */
  truth: z.object({ known: count, unidentified: count, judged: count, wrong: count }).optional(),
})
export type Coverage = z.infer<typeof coverageSchema>
export const coverageResultsSchema = z.object({ before: z.array(coverageSchema), after: z.array(coverageSchema) })
export type CoverageResults = z.infer<typeof coverageResultsSchema>

const QUERY =
  'select remote_ip, service, category, kind, country, count(*) as contacts from contacts ' +
  "where dt >= '1990-01-01' and role = 'use' group by remote_ip, service, category, kind, country " +
  'order by remote_ip, service, category, kind, country'

export interface Measuring {
  name: string
  /** Folder of the checkout whose command line is run. */
  checkout: string
  /** Files; none for the study. */
  paths: readonly string[]
  /** Text of networks.csv; without it private addresses are watched. */
  networks: string | undefined
  lake: string
}

/** Normalises and publishes the files into `lake`, then counts. */
export function measure({ name, checkout, paths, networks, lake }: Measuring): Coverage {
  const cli = checkoutCli(checkout, 'ignore')
  const csv = `${lake}-networks.csv`
  if (networks !== undefined) writeFileSync(csv, networks)
  const watched = networks === undefined ? [] : ['--networks', csv]
  cli('start', ...paths, ...watched, '--lake', lake, '--out', `${lake}-reports`)
  const [, ...rows] = parse(cli('query', QUERY, '--lake', lake, '--format', 'csv'))
  const coverage = { name, contacts: 0, withoutService: 0, withoutKind: 0, withoutCountry: 0 }
  const truth = { known: 0, unidentified: 0, judged: 0, wrong: 0 }
  for (const [remote = '', service = '', category = '', kind = '', country = '', number = ''] of rows) {
    const contacts = Number(number)
    coverage.contacts += contacts
    if (service === '') coverage.withoutService += contacts
    if (kind === 'unknown') coverage.withoutKind += contacts
    if (country === 'ZZ') coverage.withoutCountry += contacts
    if (paths.length > 0) continue
    const verdict = judge({ remote, service, category, kind })
    if (verdict.isKnown) truth.known += contacts
    if (verdict.isKnown && service === '') truth.unidentified += contacts
    if (verdict.isJudged) truth.judged += contacts
    if (verdict.isWrong) truth.wrong += contacts
  }
  return paths.length > 0 ? coverage : { ...coverage, truth }
}
