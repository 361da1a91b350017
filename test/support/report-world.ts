/**
 * A world for reports: contacts put down one by one, and answers to the sections' queries worked out from them in plain
 * TypeScript. It knows the queries by name only, reads no SQL, and takes local time from Intl.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFolderCatalogue } from '../../functions/lib/local/folder-catalogue.ts'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import { parseNetworks, type WatchedNetwork } from '../../functions/lib/networks.ts'
import type { QueryEngine, SqlParameter, SqlValue } from '../../functions/lib/ports.ts'
import { loadQuery, queryNames } from '../../functions/lib/queries.ts'
import type { ReferenceSet } from '../../functions/lib/reference/reference-set.ts'
import type { Figure, SectionResult } from '../../functions/report/figures/figure.ts'
import { makeReport } from '../../functions/report/make-report.ts'
import type { Report } from '../../functions/report/report.ts'
import type { LivenessRow } from '../../functions/report/window/liveness.ts'

export interface WorldContact {
  /** Quarter-hour, `2017-05-01T03:15Z`. */
  slot: string
  /** How many such contacts; default 1. */
  times?: number
  network?: string
  local?: string
  role?: string
  category?: string
  country?: string
  kind?: string
  institution?: string | null
  asn?: number | null
  excludedAs?: string
  bytes?: number
  reference?: string
  sampled?: boolean
  twice?: boolean
}

export interface World {
  networks: string
  contacts: readonly WorldContact[]
  /** Days (UTC) that every network's exporter logged whole; or rows of its own. */
  logged: { from: string; to: string } | readonly LivenessRow[]
  totals?: readonly Record<string, SqlValue>[]
  pairs?: readonly Record<string, SqlValue>[]
  /** Dates of the geographic data by reference set; `reference-1` of the first logged day where absent. */
  references?: Record<string, string | null>
}

type Row = Record<string, SqlValue>
type Full = Required<WorldContact> & {
  ms: number
  dt: string
  zone: string
  local_day: string
  weekday: number
  hour: number
}

/** A formatter takes longer to make than to use. */
const clocks = new Map<string, Intl.DateTimeFormat>()

/** Local day, ISO weekday and hour of a moment. */
export function localTime(ms: number, zone: string): { local_day: string; weekday: number; hour: number } {
  let clock = clocks.get(zone)
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone || 'UTC', dateStyle: 'short', timeStyle: 'medium' })
    clocks.set(zone, clock)
  }
  const text = clock.format(ms)
  const day = text.slice(0, 10)
  return { local_day: day, weekday: new Date(`${day}T12:00:00Z`).getUTCDay() || 7, hour: Number(text.slice(11, 13)) }
}

export const daysFrom = (from: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => new Date(Date.parse(from) + i * 86_400_000).toISOString().slice(0, 10))

/** Liveness of an exporter that logged in every quarter-hour of the days. */
export const wholeDays = (network: string, days: readonly string[], heartbeat = true): LivenessRow[] =>
  days.map(dt => ({
    dt,
    exporter: `exporter of ${network}`,
    network,
    heartbeat,
    slots: '1'.repeat(96),
    lost: '0'.repeat(96),
    records: 100,
  }))

const INSTITUTIONS = ['government', 'news', 'education', 'research']

function answers(world: World, networks: readonly WatchedNetwork[], liveness: readonly LivenessRow[]) {
  const full = world.contacts.map((contact): Full => {
    const network = contact.network ?? networks[0]!.name
    const zone = networks.find(({ name }) => name === network)?.timeZone ?? ''
    const ms = Date.parse(contact.slot)
    return {
      times: 1,
      local: '10.1.0.1',
      role: 'use',
      category: 'Game',
      country: 'NZ',
      kind: 'unknown',
      institution: null,
      asn: 64_500,
      excludedAs: '',
      bytes: 1000,
      reference: 'reference-1',
      sampled: false,
      twice: false,
      ...contact,
      network,
      ms,
      dt: new Date(ms).toISOString().slice(0, 10),
      zone,
      ...localTime(ms, zone),
    }
  })
  const byDay = ([zone, , , from, to]: readonly SqlParameter[]) =>
    full.filter(row => row.zone === zone && row.local_day >= String(from) && row.local_day <= String(to))
  const bySlot = ([zone, , , from, to]: readonly SqlParameter[]) =>
    full.filter(
      row =>
        row.zone === zone &&
        row.ms >= Date.parse(`${String(from).replace(' ', 'T')}Z`) &&
        row.ms < Date.parse(`${String(to).replace(' ', 'T')}Z`),
    )
  const sum = (rows: readonly Full[], of: (row: Full) => number = () => 1) =>
    rows.reduce((total, row) => total + row.times * of(row), 0)
  const group = (rows: readonly Full[], keys: (keyof Full)[], values: (rows: Full[]) => Row): Row[] =>
    [...Map.groupBy(rows, row => JSON.stringify(keys.map(key => row[key])))]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, own]) => ({
        ...Object.fromEntries(keys.map(key => [snake(key), own[0]![key] as SqlValue])),
        ...values(own),
      }))
  const distinct = (rows: readonly Full[], of: (row: Full) => string) => new Set(rows.map(of)).size
  const host = (row: Full) => `${row.network} ${row.local}`
  const largest = (rows: readonly Full[]) => Math.max(...[...Map.groupBy(rows, host).values()].map(own => sum(own)))
  const used = (rows: readonly Full[]) => rows.filter(row => row.role === 'use')
  const isInstitution = (row: Full) =>
    row.role === 'use' && row.excludedAs === '' && row.institution !== null && INSTITUTIONS.includes(row.kind)
  const between = ([from, to]: readonly SqlParameter[], dt: SqlValue | undefined) =>
    String(dt) >= String(from) && String(dt) <= String(to)

  const table: Record<string, (parameters: readonly SqlParameter[]) => Row[]> = {
    'categories/days': p =>
      group(
        byDay(p).filter(row => ['use', 'unclear'].includes(row.role)),
        ['local_day', 'category'],
        rows => ({
          contacts: sum(used(rows)),
          bytes: sum(used(rows), row => row.bytes),
          unclear: sum(rows.filter(row => row.role === 'unclear')),
        }),
      ),
    'categories/locals': p =>
      group(used(byDay(p)), ['category'], rows => ({
        addresses: distinct(rows, host),
        largest: largest(rows),
        largest_bytes: 0,
      })),
    'hours/days': p =>
      group(
        used(byDay(p)).filter(row => row.category !== 'infrastructure'),
        ['network', 'local_day'],
        rows => ({ contacts: sum(rows) }),
      ),
    'hours/cells': p =>
      group(
        used(bySlot(p)).filter(row => row.category !== 'infrastructure'),
        ['network', 'weekday', 'hour', 'category'],
        rows => ({ contacts: sum(rows) }),
      ),
    'presence/days': p =>
      group(used(byDay(p)), ['local_day', 'country', 'excludedAs'], rows => ({
        contacts: sum(rows),
        bytes: sum(rows, row => row.bytes),
      })),
    'presence/institutions': p =>
      group(byDay(p).filter(isInstitution), ['country', 'kind', 'institution'], rows => ({
        days: distinct(rows, row => row.local_day),
        contacts: sum(rows),
      })),
    'presence/institution-locals': p =>
      group(bySlot(p).filter(isInstitution), ['country', 'kind', 'institution'], rows => ({
        addresses: distinct(rows, host),
      })),
    'presence/served': p =>
      group(
        byDay(p).filter(row => row.role === 'served'),
        ['country'],
        rows => ({
          contacts: sum(rows),
          bytes: sum(rows, row => row.bytes),
          days: distinct(rows, row => row.local_day),
        }),
      ),
    'presence/locals': p =>
      group(
        byDay(p).filter(row => row.role === 'served' || (row.role === 'use' && row.excludedAs === '')),
        ['country', 'role'],
        rows => ({ addresses: distinct(rows, host), largest: largest(rows) }),
      ),
    'coverage/roles': p =>
      group(bySlot(p), ['network', 'role'], rows => ({
        contacts: sum(rows),
        bytes: sum(rows, row => row.bytes),
        bytes_denied: 0,
        sampled: sum(rows.filter(row => row.sampled)),
        twice: sum(rows.filter(row => row.twice)),
        uncounted: 0,
        infrastructure: sum(rows.filter(row => row.category === 'infrastructure')),
        unclassified: sum(rows.filter(row => row.category === 'unknown')),
        no_country: sum(rows.filter(row => row.category !== 'infrastructure' && row.country === 'ZZ')),
        no_asn: sum(rows.filter(row => row.category !== 'infrastructure' && row.asn === null)),
        no_kind: sum(rows.filter(row => row.category !== 'infrastructure' && row.kind === 'unknown')),
      })),
    'coverage/locals': p =>
      group(
        used(byDay(p)).filter(row => row.category !== 'infrastructure'),
        ['network'],
        rows => ({
          addresses: distinct(rows, host),
          contacts: sum(rows),
          largest: largest(rows),
        }),
      ),
    'coverage/versions': p =>
      group(bySlot(p), ['reference'], rows => ({
        reference_version: rows[0]!.reference,
        first_dt: rows.map(row => row.dt).sort()[0]!,
        last_dt: rows
          .map(row => row.dt)
          .sort()
          .at(-1)!,
        contacts: sum(rows),
      })),
    'coverage/liveness': p =>
      liveness.filter(row => between(p, row.dt)).map(row => ({ ...row, heartbeat: row.heartbeat ? 1 : 0 })),
    'coverage/logged-days': p =>
      [
        ...Map.groupBy(
          liveness.filter(row => between(p, row.dt)),
          row => row.dt,
        ),
      ]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([dt, own]) => {
          const slots = [...Array(96).keys()].filter(i => own.some(row => row.slots[i] === '1'))
          const weight = own.reduce((total, { records }) => total + records + 1, 0)
          if (slots.length === 0) return []
          return [{ dt, weight, slots: slots.length, first_slot: slots[0]!, last_slot: slots.at(-1)! }]
        }),
    'coverage/logged-networks': p =>
      [
        ...Map.groupBy(
          liveness.filter(row => row.network !== null && between(p, row.dt)),
          row => row.network,
        ),
      ]
        .map(([network, own]) => {
          const days = own.map(({ dt }) => dt).sort()
          return { network, first_dt: days[0]!, last_dt: days.at(-1)! }
        })
        .sort((a, b) => (String(a.network) < String(b.network) ? -1 : 1)),
    'coverage/totals': () => [...(world.totals ?? [])],
    'coverage/pairs': p => (world.pairs ?? []).filter(row => between(p, row.dt)),
  }
  return table
}

const snake = (key: string): string => key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)

/** Answers the sections' queries; throws for another. */
export function worldEngine(world: World): QueryEngine {
  const networks = parseNetworks(world.networks)
  const table = answers(world, networks, livenessOf(world, networks))
  const texts = new Map(
    queryNames()
      .filter(name => name.startsWith('sections/'))
      .map(name => [loadQuery(name).text, name.slice('sections/'.length)]),
  )
  return {
    async select(sql, parameters = []) {
      const name = texts.get(sql) ?? ''
      const answer = table[name]
      if (answer === undefined) throw new Error(`world: expected a query of a section, found ${sql.slice(0, 80)}`)
      const rows = answer(parameters)
      const columns = [...new Set(rows.flatMap(row => Object.keys(row)))]
      return { columns, rows: rows.map(row => columns.map(column => row[column] ?? null)) }
    },
    async materialise() {
      throw new Error('world: nothing is written')
    },
  }
}

function livenessOf({ logged }: World, networks: readonly WatchedNetwork[]): readonly LivenessRow[] {
  if (!('from' in logged)) return logged
  const days = daysFrom(logged.from, Math.round((Date.parse(logged.to) - Date.parse(logged.from)) / 86_400_000) + 1)
  return [...new Set(networks.map(({ name }) => name))].flatMap(name => wholeDays(name, days))
}

export interface WorldReport {
  report: Report
  section(name: string): SectionResult
  figure(id: string): Figure
  read(file: string): string
  files: Map<string, string>
}

/** Makes the report of a world; the folder of its files is removed again. */
export async function reportOn(
  world: World,
  options: { showLocalAddresses?: boolean; fromDay?: string; toDay?: string; name?: string } = {},
): Promise<WorldReport> {
  const folder = mkdtempSync(join(tmpdir(), 'report-world-'))
  try {
    const lake = createFolderStore(join(folder, 'lake'))
    const networks = parseNetworks(world.networks)
    const days = livenessOf(world, networks)
      .map(({ dt }) => dt)
      .sort()
    for (const dt of new Set([days[0] ?? '2017-05-01', days.at(-1) ?? '2017-05-01'])) {
      const manifest = { dt, run: 'run', attempt: 'attempt', fingerprint: 'fingerprint', uploads: [], tables: {} }
      await lake.put(`published/dt=${dt}.json`, JSON.stringify(manifest))
    }
    const references = world.references ?? { 'reference-1': days[0] ?? null }
    const sourcesOf = (date: string | null) => [{ name: 'countries', version: '1', date, licence: 'none' }]
    for (const [version, date] of Object.entries(references)) {
      await lake.put(`reference/${version}/sources.json`, JSON.stringify(sourcesOf(date)))
      await lake.put(`reference/${version}/ports.csv`, `protocol,port\ntcp,443\n${version}\n`)
    }
    const [[hash, date] = ['reference-1', null]] = Object.entries(references)
    const reports = join(folder, 'reports')
    const made = await makeReport(
      {
        name: options.name ?? 'world',
        fromDay: options.fromDay ?? null,
        toDay: options.toDay ?? null,
        showLocalAddresses: options.showLocalAddresses ?? true,
        reference: { hash, sources: sourcesOf(date), networks } as unknown as ReferenceSet,
      },
      {
        openEngine: () => worldEngine(world),
        lake,
        catalogue: createFolderCatalogue(lake),
        reports: createFolderStore(reports),
        clock: { nowMs: () => 0 },
      },
    )
    const base = join(reports, made.indexKey, '..')
    const files = new Map<string, string>()
    const prefix = made.indexKey.replace(/index\.html$/, '')
    for await (const { key } of createFolderStore(reports).list(prefix))
      files.set(key.slice(prefix.length), readFileSync(join(reports, key), 'utf8'))
    const report: Report = JSON.parse(readFileSync(join(base, 'report.json'), 'utf8'))
    const section = (name: string): SectionResult => {
      const found = report.sections.find(own => own.name === name)
      if (found === undefined || 'failure' in found) throw new Error(`section ${name}: ${JSON.stringify(found)}`)
      return found
    }
    return {
      report,
      section,
      figure: id => {
        const found = section(id.split('.')[0]!).figures.find(own => own.id === id)
        if (found === undefined) throw new Error(`no figure ${id}`)
        return found
      },
      read: file => files.get(file) ?? '',
      files,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
