/**
 * `npm run cost`: what a deployed stage would be billed for, counted while the same functions run in this process against
 * ministack and a real Trino, times the project's prices. Writes cost.json and cost.md beside the benchmark's results, and
 * the latter into infra/aws/README.md. Five to ten minutes; needs what `npm run wire` needs.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fillSection } from '../readme-section.ts'
import { machine } from '../results.ts'
import { COST_SECTION, describeCost } from './describe.ts'
import { measureCost } from './run.ts'

/** One query of a busy day takes more than tests need. */
process.env.TRINO_MEMORY_GB = '4'
const folder = mkdtempSync(join(tmpdir(), 'cost-'))
const began = Date.now()
try {
  const measured = await measureCost(folder, text =>
    console.error(`${Math.round((Date.now() - began) / 1000)} s: ${text}`),
  )
  const text = describeCost(measured)
  console.log(text)
  const results = { machine: machine(), ...measured }
  writeFileSync(new URL('../cost.json', import.meta.url), `${JSON.stringify(results, null, 2)}\n`)
  writeFileSync(new URL('../cost.md', import.meta.url), text)
  const readme = new URL('../../../infra/aws/README.md', import.meta.url)
  writeFileSync(readme, fillSection(readFileSync(readme, 'utf8'), COST_SECTION, text))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
