/** Definitions of reports, of which a test says what it is about. */
import type { ReportDefinition } from '../../functions/lib/reports/definition.ts'

/** A week of all networks, each Tuesday at 07:00 UTC. */
export const definitionOf = (own: Partial<ReportDefinition> = {}): ReportDefinition => ({
  name: 'weekly',
  networks: null,
  window: 'week',
  comparison: 'window before',
  sections: null,
  schedule: { every: 'week', on: 2, atMinute: 7 * 60 },
  zone: 'Etc/UTC',
  eventSets: null,
  showLocalAddresses: false,
  language: 'en',
  ...own,
})
