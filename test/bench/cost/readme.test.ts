import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { fillSection } from '../readme-section.ts'
import { COST_SECTION, describeCost } from './describe.ts'

const results = new URL('../cost.json', import.meta.url)

// Only a run of `npm run cost` writes results.
it.skipIf(!existsSync(results))('README quotes the costs as they were measured, at the prices of the table', () => {
  const readme = readFileSync('infra/aws/README.md', 'utf8')
  const text = describeCost(JSON.parse(readFileSync(results, 'utf8')))
  expect(readFileSync(new URL('../cost.md', import.meta.url), 'utf8')).toBe(text)
  expect(fillSection(readme, COST_SECTION, text)).toBe(readme)
})
