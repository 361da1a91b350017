import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { emptyAddress, parseAddress } from '../../../functions/lib/addresses.ts'
import { parseCatalogue } from '../../../functions/lib/reference/catalogue.ts'
import { createNameLookup } from '../../../functions/normalise/enrich/names.ts'
import { createSpecialTable } from '../../../functions/normalise/enrich/special.ts'
import { suricataEve } from '../../../functions/normalise/formats/suricata/eve.ts'
import { shippedTexts } from '../../support/catalogue-texts.ts'
import { describeSamples, readSample } from '../../support/flow-samples.ts'
import { readWith } from '../../support/recording-sink.ts'

const root = resolve(import.meta.dirname, '../../..')
const known = createNameLookup(parseCatalogue(shippedTexts()))

describeSamples('server names of real flows', () => {
  // Names of these logs have no rows of their own: each lies below a domain that its maker's lists name.
  it('of external flows get a service in at least 95 of 100', () => {
    const special = createSpecialTable()
    const isSpecial = (text: string) => special.first(parseAddress(text) ?? emptyAddress()) === true
    const names = [
      'alaajili+EVE-Json-Parser__eve.json',
      'stratosphereips+StratosphereLinuxIPS__test6-malicious.suricata.json',
    ].flatMap(name =>
      readWith(suricataEve, readSample(`suricata-eve/${name}`)).rows.flatMap(({ host, source, destination }) =>
        host !== null && isSpecial(source) !== isSpecial(destination) ? [host] : [],
      ),
    )
    const unknown = names.filter(name => known(name).service === null)
    expect(names.length).toBe(118)
    expect(unknown.length / names.length, [...new Set(unknown)].join(' ')).toBeLessThanOrEqual(0.05)
  })
})

describe('the names that resolvers are asked for most', () => {
  const ranked = readFileSync(join(root, 'test/support/rankings/opendns-top-1000.txt'), 'utf8')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))

  it('have a service or a kind in at least 60 of 100', () => {
    const named = ranked.filter(name => known(name).service !== null || known(name).institutionKind !== null)
    expect(ranked.length).toBe(1000)
    expect(named.length).toBeGreaterThanOrEqual(600)
  })
})
