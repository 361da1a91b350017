import { expect, it } from 'vitest'
import { parseCatalogue } from '../../../functions/lib/reference/catalogue.ts'
import { createAsFacts } from '../../../functions/normalise/enrich/as-facts.ts'
import { shippedTexts } from '../../support/catalogue-texts.ts'
import { nameOfAsn } from '../../support/pinned-systems.ts'

const factsOf = createAsFacts(parseCatalogue(shippedTexts()))

it.each([
  ['Hetzner', 24940],
  ['OVHcloud', 16276],
  ['Tencent Cloud', 132203],
  ['Tencent Cloud in China', 45090],
  ['Alibaba Cloud', 45102],
  ['Alibaba Cloud in China', 37963],
  ['IBM Cloud', 36351],
  ['Scaleway', 12876],
])('the system of %s, which publishes no ranges, rents machines out by its name or number', (_, asn) => {
  const name = nameOfAsn.get(asn) ?? ''
  expect(name).not.toBe('')
  expect(factsOf({ asn, name })).toMatchObject({ kind: expect.stringMatching(/^(cloud|hosting)$/) })
})
