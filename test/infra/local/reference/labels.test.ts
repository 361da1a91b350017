import { expect, it } from 'vitest'
import { labelOf } from '../../../../infra/local/reference/labels.ts'

const refuse = (expected: string, found: string) => new Error(`expected ${expected}, found ${found}`)

it('has no control character in the name of an autonomous system', () => {
  const label = labelOf('asn', { value: 'AS64496', name: 'Net\u0001Work\r\nand Sons' }, refuse)
  expect(label).toEqual({ key: '64496', label: { asn: 64496, name: 'Net Work and Sons' } })
})
