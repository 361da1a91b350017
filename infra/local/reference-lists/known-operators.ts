/**
 * Operators whose kind is publicly known and that rules on their names do not tell, by number: given by hand to those that have most
 * contacts in public logs or announce most IPv4 addresses. Pure but for reading.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'

const rowsSchema = z.array(z.object({ asn: z.coerce.number(), name: z.string(), kind: z.string(), site: z.string() }))

/** Kind and source of each whose number has the name still under which it was given a kind. */
export function knownOperators(
  names: ReadonlyMap<number, string>,
  text = readFileSync(join(import.meta.dirname, 'known-operators.csv'), 'utf8'),
): Map<number, { kind: string; source: string }> {
  const rows = rowsSchema.parse(parse(text, { columns: true }))
  return new Map(
    rows
      .filter(({ asn, name }) => names.get(asn) === name)
      .map(({ asn, kind, site }) => [
        asn,
        { kind, source: site === '' ? 'its own name' : `its own name and site: ${site}` },
      ]),
  )
}
