import { expect, it } from 'vitest'
import { parseNetworks } from '../../functions/lib/networks.ts'
import { MOST_DAYS } from '../../functions/normalise/landing/row-batch.ts'
import { spanAround } from '../../functions/normalise/plain-days.ts'

const dayOf = (dt: string) => Date.parse(dt) / 86_400_000
const networksOf = (...rows: string[]) => parseNetworks(`cidr,name,valid_from,valid_to\n${rows.join('\n')}\n`)

it('is as wide as it may be where no network begins or ends', () => {
  const day = dayOf('2017-04-05')
  const { first, days } = spanAround(day, networksOf('10.0.0.0/8,office,,'))
  expect(days).toBe(MOST_DAYS)
  expect(first).toBeLessThan(day)
  expect(first + days).toBeGreaterThan(day)
})

it('holds no day before a network begins, nor one on which it is over', () => {
  const networks = networksOf('10.0.0.0/8,office,2017-04-03,2017-04-09', '10.1.0.0/16,lab,2016-01-01,2018-01-01')
  expect(spanAround(dayOf('2017-04-05'), networks)).toEqual({ first: dayOf('2017-04-03'), days: 6 })
  expect(spanAround(dayOf('2017-04-09'), networks).first).toBe(dayOf('2017-04-09'))
  const { first, days } = spanAround(dayOf('2017-04-02'), networks)
  expect(first + days).toBe(dayOf('2017-04-03'))
})
