import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import { parseNetworks } from '../../functions/lib/networks.ts'
import type { QueryEngine } from '../../functions/lib/ports.ts'
import type { Comparison } from '../../functions/lib/reports/definition.ts'
import { createEarlier } from '../../functions/report/earlier.ts'
import { numberIn } from '../../functions/report/section.ts'
import { daysFrom, openWorld, type World, wholeDays } from '../support/report-world.ts'

const folder = mkdtempSync(join(tmpdir(), 'earlier-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const NETWORKS = 'cidr,name,time_zone\n10.1.0.0/16,harbour,Asia/Pyongyang\n10.2.0.0/16,hill,UTC\n'
const WINDOW = { fromDay: '2017-05-08', toDay: '2017-05-14', days: 7, partial: false, partialDays: [], strayDays: [] }
const PUBLISHED = daysFrom('2017-04-30', 16)

/** A contact on each day; hill is logged from the window on only. */
const world: World = {
  networks: NETWORKS,
  contacts: PUBLISHED.map(day => ({
    slot: `${day}T12:00Z`,
    reference: day < '2017-05-04' ? 'reference-1' : 'reference-2',
  })),
  logged: [...wholeDays('harbour', PUBLISHED), ...wholeDays('hill', daysFrom('2017-05-08', 8))],
}

async function earlierOf(
  ask: (earlier: ReturnType<typeof createEarlier>) => Promise<void>,
  {
    comparison = 'window before',
    publishedDays = PUBLISHED,
  }: { comparison?: Comparison; publishedDays?: string[] } = {},
): Promise<string[]> {
  const tables = await openWorld(world)
  const asked: string[] = []
  const engine: QueryEngine = {
    ...tables,
    select(sql, parameters = []) {
      asked.push(String(parameters))
      return tables.select(sql, parameters)
    },
  }
  const lake = createFolderStore(folder)
  const networks = parseNetworks(NETWORKS)
  try {
    await ask(createEarlier(engine, { lake, networks, publishedDays, window: WINDOW, comparison }))
  } finally {
    tables.close()
  }
  return asked
}

it('knows what was watched in the window before, and what its contacts rest on', async () => {
  await earlierOf(async ({ earlier }) => {
    const before = await earlier()
    expect(before).toMatchObject({ fromDay: '2017-05-01', toDay: '2017-05-07', days: 7, comparison: 'window before' })
    expect(before?.daysOf('2017-05-08')).toEqual(['2017-05-01'])
    expect(before?.observed.map(({ network, observed, total }) => [network, observed, total])).toEqual([
      ['harbour', 672, 672],
      // Nobody logged it then: it has no like in the window.
      ['hill', 0, 672],
    ])
    expect(before?.references.map(({ version, contacts }) => [version, contacts])).toEqual([
      ['reference-1', 3],
      ['reference-2', 4],
    ])
  })
})

it('asks the queries of sections over its own local days', async () => {
  await earlierOf(async ({ earlier }) => {
    const answer = await (await earlier())?.byDay('sections/hours/days')
    expect(answer?.query.parameters).toEqual(['2017-04-30', '2017-05-08', '2017-05-01', '2017-05-07'])
    expect(answer?.rows.reduce((sum, row) => sum + numberIn(row, 'contacts'), 0)).toBe(7)
  })
})

it('is asked for once, and by nobody where no section asks', async () => {
  expect(await earlierOf(async () => {})).toEqual([])
  const asked = await earlierOf(async ({ earlier, before }) => {
    await earlier()
    const once = await earlier()
    expect((await before(7))?.liveness).toBe(once?.liveness)
  })
  expect(asked).toHaveLength(2)
})

it('is null where nothing was published then, where nothing was watched, and where nothing is compared', async () => {
  expect(
    await earlierOf(async ({ earlier }) => expect(await earlier()).toBeNull(), {
      publishedDays: daysFrom('2017-05-09', 7),
    }),
  ).toEqual([])
  expect(await earlierOf(async ({ earlier }) => expect(await earlier()).toBeNull(), { comparison: 'none' })).toEqual([])
  await earlierOf(async ({ earlier }) => expect(await earlier()).not.toBeNull())
})

it('is null where days were published and no network was watched on them', async () => {
  const silent: World = { ...world, logged: wholeDays('hill', daysFrom('2017-05-08', 8)), contacts: [] }
  const tables = await openWorld(silent)
  const networks = parseNetworks(NETWORKS)
  const around = { lake: createFolderStore(folder), networks, publishedDays: PUBLISHED, window: WINDOW }
  expect(await createEarlier(tables, { ...around, comparison: 'window before' }).earlier()).toBeNull()
  tables.close()
})

it('reaches six weeks back at most: what is published further back may move meanwhile', async () => {
  await earlierOf(async ({ before }) => {
    await expect(before(43)).rejects.toThrow('earlier: expected at most 42 days, found 43')
    expect(await before(42)).toMatchObject({ fromDay: '2017-03-27', toDay: '2017-05-07', days: 42 })
  })
})

it('asks of days of one’s own what they hold, also where others lie between', async () => {
  const comparison = { fromDay: '2017-04-30', toDay: '2017-05-06' }
  const asked = await earlierOf(
    async ({ earlier }) => {
      const before = await earlier()
      expect(before).toMatchObject({ ...comparison, days: 7, comparison })
      expect(before?.references.map(({ version }) => version)).toEqual(['reference-1', 'reference-2'])
    },
    { comparison },
  )
  expect(asked.some(parameters => parameters.includes('2017-04-30,2017-05-06'))).toBe(true)
})
