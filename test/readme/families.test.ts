import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { families } from '../../functions/normalise/formats/index.ts'

const README = resolve(import.meta.dirname, '../../functions/normalise/formats/README.md')

/** The table of families, made of what each says of itself. */
function table(): string {
  const head = ['family', 'versions', 'who began', 'who answered', 'bytes', 'sampling', 'heartbeat']
  const rows = families.map(({ formats, family, versions, began, answered, bytesLayer, sampling }) => [
    family,
    versions,
    began,
    answered,
    bytesLayer,
    sampling,
    formats.some(({ heartbeat }) => heartbeat) ? 'yes' : 'no',
  ])
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |\n`).join('')
}

it('the README of the formats has the table that the families make', () => {
  const text = readFileSync(README, 'utf8')
  const before = text.indexOf('| family |')
  const known = /^(?:\|.*\n)+/.exec(text.slice(before))?.[0] ?? ''
  const made = text.slice(0, before) + table() + text.slice(before + known.length)
  const changed = README.replace('.md', '.changed.md')
  rmSync(changed, { force: true })
  if (made !== text) writeFileSync(changed, made)
  expect(known, `look at ${changed} and rename it`).toBe(table())
})

it('every cell of the table says something, and none breaks it', () => {
  for (const { formats, forms, ...cells } of families) {
    expect(formats.length).toBeGreaterThan(0)
    expect(forms.length).toBeGreaterThan(0)
    for (const cell of Object.values(cells)) expect(cell).toMatch(/^[^|\n]+$/)
  }
})
