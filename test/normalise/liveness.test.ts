import { expect, it } from 'vitest'
import { createLivenessLog, MAX_EXPORTER_DAYS } from '../../functions/normalise/liveness.ts'

const NOON_MS = Date.parse('2026-01-01T12:00:00Z')

it('makes a receipt below 20 MB of as many exporters as an upload may have, which publish reads whole', () => {
  const liveness = createLivenessLog()
  for (let i = 0; i < MAX_EXPORTER_DAYS; i++) liveness.record(`eni-${String(i).padStart(17, '0')}`, NOON_MS, NOON_MS, 0)
  expect(liveness.exporterDays).toBe(MAX_EXPORTER_DAYS)
  expect(
    JSON.stringify(
      liveness.entries(() => 'campus'),
      null,
      1,
    ).length,
  ).toBeLessThan(20_000_000)
})
