/** What each section of the study's report says, held against what its generator counted and meant. */
import { expect, it } from 'vitest'
import type { Finding } from '../../functions/report/figures/figure.ts'
import { ONE_OFF } from '../../infra/local/study/habits.ts'
import type { StudyTruth } from '../../infra/local/study/truth.ts'

export interface SectionJson {
  name: string
  answer: string
  findings: Finding[]
  paragraphs: string[]
  figures: {
    id: string
    value: number
    text: string
    numerator: number
    denominator: number
    interval: { low: number; high: number } | null
  }[]
  tables: { name: string; columns: { name: string }[]; rows: (string | number | null)[][] }[]
}

export interface Told {
  truth: StudyTruth
  section(name: string): SectionJson
}

/** What the catalogue calls whom the study means; several subjects may be one service. */
const SERVICES: Record<string, readonly string[]> = {
  Netflix: ['netflix'],
  Steam: ['valve'],
  Blizzard: ['blizzard'],
  Twitch: ['twitch'],
  'Riot Games': ['riot'],
  Roblox: ['roblox'],
  'PlayStation Network': ['sony'],
  Meta: ['facebook'],
  Twitter: ['twitter'],
  VK: ['vk'],
  eBay: ['ebay'],
  Avast: ['avast'],
  Qrator: ['qrator'],
  Bitcoin: ['coin network'],
  OpenVPN: ['openvpn', 'tunnel'],
  Tor: ['tor'],
}

/** Rows of a table by column name. */
export const rowsOf = ({ tables }: SectionJson, name: string): Record<string, string | number | null>[] => {
  const table = tables.find(own => own.name === name)
  if (table === undefined) throw new Error(`expected a table ${name}, found ${tables.map(own => own.name).join(', ')}`)
  return table.rows.map(row => Object.fromEntries(table.columns.map((column, at) => [column.name, row[at] ?? null])))
}

const contactsOf = ({ subjects }: StudyTruth, names: readonly string[]): number =>
  names.reduce((sum, name) => sum + (subjects[name]?.contacts ?? 0), 0)
const daysOf = ({ subjects }: StudyTruth, names: readonly string[]): number =>
  new Set(names.flatMap(name => Object.keys(subjects[name]?.days ?? {}))).size

/** Declares the tests; `told` is asked when they run. */
export function declareSections(told: () => Told): void {
  it('services: every one has its contacts and days, and those two points apart their rank', () => {
    const { truth, section } = told()
    const rows = rowsOf(section('services'), 'services')
    for (const [service, names] of Object.entries(SERVICES)) {
      const row = rows.find(own => own.service === service)
      expect(row?.contacts, service).toBe(contactsOf(truth, names))
      expect(row?.days, service).toBe(daysOf(truth, names))
    }
    const ranked = rows.slice(0, truth.intended.services.length).map(({ service }) => SERVICES[String(service)]?.[0])
    expect(ranked).toEqual(truth.intended.services)
    const shares = section('services').figures.filter(({ id }) => id.startsWith('services.share.'))
    for (const [at, { id, value }] of shares.slice(0, ranked.length).entries())
      expect(value - (shares[at + 1]?.value ?? 0), `${id} before the next`).toBeGreaterThan(2)
  })

  it('habits: what is daily, what came once, and what no person does', () => {
    const { truth, section } = told()
    const rows = rowsOf(section('habits'), 'habits')
    const habit = (name: string) => rows.find(row => String(row.name).startsWith(name))
    for (const [service, names] of Object.entries(SERVICES))
      if (service !== 'Meta') expect(habit(service)?.contacts, service).toBe(contactsOf(truth, names))
    expect(habit('Avast')).toMatchObject({ habit: 'daily', rhythm: expect.stringContaining('round the clock') })
    expect(habit('Qrator')).toMatchObject({ habit: 'daily', rhythm: expect.stringContaining('working day') })
    expect(habit('Netflix')).toMatchObject({ habit: 'daily', rhythm: expect.stringContaining('working day') })
    expect(habit('Iridium')).toMatchObject({ habit: 'once', contacts: ONE_OFF.times.length, days: 2 })
    expect(rows.filter(row => row.habit === 'once').map(({ name }) => String(name))).toEqual(['Iridium'])
    // Updates are told as updates, and no laboratory is anybody's habit.
    expect(
      section('habits')
        .findings.map(({ sentence }) => sentence)
        .join('\n'),
    ).toMatch(/Avast/)
    for (const name of ['Joint Institute', 'Japan Aerospace']) expect(habit(name)?.habit ?? '').toBe('')
  })
}
