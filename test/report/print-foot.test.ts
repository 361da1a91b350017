import { expect, it } from 'vitest'
import { cssString, printFoot } from '../../functions/report/render/print-foot.ts'
import { reportOn } from '../support/report-world.ts'
import { SMALL_WORLD } from '../support/small-report.ts'

it('a printed page says in its foot which report, of which days, whether it is generated, and its number', async () => {
  const { report } = await reportOn(SMALL_WORLD, { name: 'small' })
  expect(printFoot(report)).toContain(
    '@bottom-left { content: "small \\b7 1 May to 4 June 2017";'.replace('\\b7 1', '\\b7  1'),
  )
  expect(printFoot(report)).toContain('content: "page " counter(page) " of " counter(pages)')
  expect(printFoot({ data: 'generated, not real traffic', ...report })).toContain(
    '"Generated, not real traffic \\b7  small',
  )
})

it.each([
  ['</style><script>alert(1)</script>', /^"[^<>]*"$/],
  ['"; } body { background: url(https://evil.example)', /^"(?:[^"\\{}();/]|\\[0-9a-f]+ )*"$/],
  ['a\\', /^"a\\5c "$/],
  ['line\nend', /^"line\\a end"$/],
])('a name cannot leave its string: %s', (name, expected) => {
  expect(cssString(name)).toMatch(expected)
})
