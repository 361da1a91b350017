import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { SOFTWARE } from '../../functions/lib/software.ts'

it('the software says the version of its package', () => {
  const { version } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8'))
  expect(SOFTWARE).toBe(version)
})
