import { describe, expect, it, vi } from 'vitest'
import { failing, sectionQueries, world } from '../support/failing-query.ts'
import { reportOn } from '../support/report-world.ts'

vi.mock(import('../../functions/report/render/draw.ts'), () => import('../support/undrawn.ts'))

describe('a query that fails once', () => {
  it.each(sectionQueries)('%s: is asked once more, and then all is well', async name => {
    const { asked, engine } = failing(name, 1)
    const { report } = await reportOn(world, { engine, showLocalAddresses: false })
    expect(asked.count).toBeGreaterThan(1)
    expect(report.partial).toBe(false)
    expect(report.sections.filter(section => 'failure' in section)).toEqual([])
  })
})
