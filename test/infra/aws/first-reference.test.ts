import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parseEditions } from '../../../functions/lib/reference/editions.ts'
import {
  checkNameKinds,
  hashOfRules,
  nameKindsFileOf,
  nameKindsKeyOf,
} from '../../../functions/lib/reference/name-kinds.ts'
import { writeFirstReference } from '../../../infra/aws/first-reference.ts'
import { buildReferenceFiles } from '../../../infra/local/reference-files.ts'

const COMPILED = join(import.meta.dirname, '../../../node_modules/.cache/flowcensus')

it('the set that a function brings has what rules on names say with it: no function works it out', async () => {
  await buildReferenceFiles('cidr,name\n10.0.0.0/8,office\n', COMPILED)
  const cache = mkdtempSync(join(tmpdir(), 'first-reference-'))
  try {
    for (const name of readdirSync(COMPILED)) symlinkSync(join(COMPILED, name), join(cache, name))
    rmSync(join(cache, 'first'), { force: true })
    const folder = await writeFirstReference(cache)
    const read = (name: string) => new Uint8Array(readFileSync(join(folder, name)))
    const { asn } = parseEditions(new TextDecoder().decode(read('editions.csv')))
    const rules = hashOfRules(read('kinds.csv'), undefined)
    for (const { ranges } of asn) {
      const bytes = read(join('ranges', nameKindsFileOf(ranges, rules)))
      expect(() => checkNameKinds(nameKindsKeyOf(ranges, rules), bytes)).not.toThrow()
    }
  } finally {
    rmSync(cache, { recursive: true, force: true })
  }
})
