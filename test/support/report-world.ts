/** A world for reports: contacts put down one by one, as rows of the published tables over which the real queries run. */
import { markGenerated } from '../../functions/lib/lake-origin.ts'
import type { Manifest } from '../../functions/lib/ledger/manifests.ts'
import { createFolderCatalogue } from '../../functions/lib/local/folder-catalogue.ts'
import { parseNetworks, type WatchedNetwork } from '../../functions/lib/networks.ts'
import type { QueryEngine, SqlValue } from '../../functions/lib/ports.ts'
import { hashOfRanges, rangesKeyOf } from '../../functions/lib/reference/edition-ranges.ts'
import { type Edition, editionsCsv, parseEditions } from '../../functions/lib/reference/editions.ts'
import { parseEvents } from '../../functions/lib/reference/events.ts'
import type { SensitiveMark } from '../../functions/lib/reference/lists/sensitive.ts'
import type { ReferenceSet } from '../../functions/lib/reference/reference-set.ts'
import type { Comparison } from '../../functions/lib/reports/definition.ts'
import type { Figure, SectionResult } from '../../functions/report/figures/figure.ts'
import { makeReport } from '../../functions/report/make-report.ts'
import type { Report } from '../../functions/report/report.ts'
import type { LivenessRow } from '../../functions/report/window/liveness.ts'
import { memoryStore } from './memory-store.ts'
import { unsaidIn, visibleProse } from './unsaid-words.ts'
import { openTables } from './world-tables.ts'

export interface WorldContact {
  /** Quarter-hour, `2017-05-01T03:15Z`. */
  slot: string
  /** How many such contacts; default 1. */
  times?: number
  network?: string
  local?: string
  role?: string
  category?: string
  service?: string | null
  /** What the service is ranked as; `service` where absent. */
  family?: string | null
  evidence?: string
  protocol?: number
  /** Port of the end that did not begin. */
  port?: number
  remote?: string
  country?: string
  kind?: string
  kindBy?: string
  institution?: string | null
  /** Where an institution is at home; `country` where absent. */
  institutionCountry?: string
  asn?: number | null
  excludedAs?: string
  /** Sent and received in each; 1,000 and none where absent. */
  bytes?: number | bigint
  bytesIn?: number
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
  /** Rows of `flows`; times in epoch ms. */
  flows?: readonly Record<string, SqlValue>[]
  /** Whether `scans`, `attempts` and `signals` are made of the contacts, as publishing does, or of which UTC days; else empty. */
  tried?: true | readonly string[] | undefined
  /** Rows of `uploads`. */
  uploads?: readonly Record<string, SqlValue>[]
  pairs?: readonly Record<string, SqlValue>[]
  /** Date of the editions by reference set, null where it is no longer stored; `reference-1` of the first logged day where absent. */
  references?: Record<string, string | null>
  /** Rows of `signals`. */
  signals?: readonly Record<string, SqlValue>[]
  /** Listed institutions. */
  sensitive?: readonly SensitiveMark[]
  /** Rows of relays.csv below its header, the same in every reference set. */
  relays?: string
  /** Rows of events.csv below its header. */
  events?: string
  /** Date of the editions of autonomous systems where it is another. */
  systemsDate?: string
  /** Editions of countries, with their ranges, in the place of the one of `references`; the same in every reference set. */
  countries?: readonly { date: string; bytes: Uint8Array }[]
}

const RELAYS = 'address,port,network,valid_from,valid_to,source\n'

/** One edition of countries and one of autonomous systems. */
export const editionsOfDay = (date: string, systemsDate = date): Edition[] =>
  (['country', 'asn'] as const).map(data => {
    const name = data === 'country' ? 'countries' : 'systems'
    return {
      data,
      date: data === 'country' ? date : systemsDate,
      name,
      version: '1',
      licence: 'none',
      notice: '',
      ranges: '0123456789abcdef',
    }
  })

/** The editions of a reference set of this date, as text. */
function editionsText({ systemsDate, countries }: World, date: string): string {
  const [country, systems] = editionsOfDay(date, systemsDate)
  if (country === undefined || systems === undefined) return ''
  const own = countries?.map(({ date, bytes }) => ({ ...country, date, ranges: hashOfRanges(bytes) }))
  return editionsCsv([...(own ?? [country]), systems])
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

export interface WorldOptions {
  showLocalAddresses?: boolean
  comparison?: Comparison
  fromDay?: string
  toDay?: string
  name?: string
  /** Names of the networks that it is about; all where absent. */
  networks?: readonly string[]
  /** Sets of events; all where absent. */
  eventSets?: readonly string[]
  language?: string
  /** Sections that are made; all where absent. */
  sections?: readonly string[]
  /** The lake is marked as one of generated logs. */
  generated?: boolean
  /** In the place of the engine over the world's tables. */
  engine?(over: QueryEngine): QueryEngine
}

/** An engine over the tables of a world, to be closed. */
export function openWorld(world: World): Promise<QueryEngine & { close(): void }> {
  const networks = parseNetworks(world.networks)
  return openTables(world, networks, livenessOf(world, networks))
}

/**
 * Makes reports of one section alone, in a fraction of the time of all: those are made where files, hostile text, masked
 * addresses and the like are tested.
 */
export const reportsOf =
  (section: string) =>
  (world: World, options: WorldOptions = {}): Promise<WorldReport> =>
    reportOn(world, { ...options, sections: [section] })

/** Makes the report of a world, in memory. */
export async function reportOn(world: World, options: WorldOptions = {}): Promise<WorldReport> {
  const tables = await openWorld(world)
  try {
    const lake = memoryStore(new Map())
    const networks = parseNetworks(world.networks)
    const days = livenessOf(world, networks)
      .map(({ dt }) => dt)
      .sort()
    for (const dt of new Set([days[0] ?? '2017-05-01', days.at(-1) ?? '2017-05-01'])) {
      const names = { run: 'run', attempt: 'attempt', fingerprint: 'fingerprint', code: 'code' }
      const manifest: Manifest = { dt, ...names, references: [], networks: [], uploads: 0, tables: {} }
      await lake.put(`published/dt=${dt}.json`, JSON.stringify(manifest))
    }
    if (options.generated === true) await markGenerated(lake)
    const references = world.references ?? { 'reference-1': days[0] ?? null }
    for (const [version, date] of Object.entries(references)) {
      if (date !== null) await lake.put(`reference/${version}/editions.csv`, editionsText(world, date))
      if (date !== null) await lake.put(`reference/${version}/relays.csv`, `${RELAYS}${world.relays ?? ''}`)
      await lake.put(`reference/${version}/ports.csv`, `protocol,port\ntcp,443\n${version}\n`)
    }
    for (const { bytes } of world.countries ?? []) await lake.put(rangesKeyOf(hashOfRanges(bytes)), bytes)
    const [[hash, date] = ['reference-1', null]] = Object.entries(references)
    const written = new Map<string, Uint8Array>()
    const made = await makeReport(
      {
        name: options.name ?? 'world',
        fromDay: options.fromDay ?? null,
        toDay: options.toDay ?? null,
        networks: options.networks ?? null,
        eventSets: options.eventSets ?? null,
        ...(options.language === undefined ? {} : { language: options.language }),
        ...(options.sections === undefined ? {} : { sections: options.sections }),
        showLocalAddresses: options.showLocalAddresses ?? true,
        ...(options.comparison === undefined ? {} : { comparison: options.comparison }),
        reference: {
          hash,
          editions: parseEditions(editionsText(world, date ?? '2017-05-01')),
          networks,
          catalogue: { sensitive: world.sensitive ?? [] },
          events: parseEvents(`name,time,zone,set,source\n${world.events ?? ''}`),
        } as unknown as ReferenceSet,
      },
      {
        openEngine: () => options.engine?.(tables) ?? tables,
        lake,
        catalogue: createFolderCatalogue(lake),
        reports: memoryStore(written),
        clock: { nowMs: () => 0 },
      },
    )
    const files = new Map<string, string>()
    const prefix = made.indexKey.replace(/[^/]*$/, '')
    for (const [key, bytes] of written)
      if (key.startsWith(prefix)) files.set(key.slice(prefix.length), new TextDecoder().decode(bytes))
    const unsaid = unsaidIn(visibleProse(files.get('index.html') ?? ''))
    if (unsaid.length > 0) throw new Error(`expected only words that readers know, found ${unsaid.join('; ')}`)
    const report: Report = JSON.parse(files.get('report.json') ?? '')
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
    tables.close()
  }
}
