import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ANTIVIRUS, GAMES, OTHERS, STREAMING } from '../../infra/local/study/address-book.ts'
import { generateStudy } from '../../infra/local/study/generate.ts'
import { type RawContact, type RawNetwork, useContacts, vpcRecords, zeekRecords } from '../support/raw-contacts.ts'

/** A week of a small study: one network logged by Zeek, one by VPC flow logs of 600 s. */
const WEEK = { from: '2017-06-12', to: '2017-06-18' }
const DAYS = ['10', '11', '12', '13', '14', '15', '16', '17', '18'].map(day => `2017-06-${day}`)
const ZEEK: RawNetwork = { name: 'Star JV', contains: address => /^175\.45\.17[6-9]\./.test(address) }
const VPC: RawNetwork = { name: 'SatGate', contains: address => address.startsWith('77.94.35.') }
/** Pyongyang in 2017. */
const OFFSET_MS = 8.5 * 3_600_000

const folder = mkdtempSync(join(tmpdir(), 'from-raw-lines-'))
const outs = [join(folder, 'one'), join(folder, 'two', 'deeper')]
let contacts: RawContact[]

beforeAll(async () => {
  await generateStudy({ outDir: join(folder, 'study'), seed: 7, records: 30_000 })
  const uploads = join(folder, 'uploads')
  const wanted = [
    ...DAYS.map(day => `pyongyang/zeek/${day}/conn.log.gz`),
    ...DAYS.map(day => `cloud/AWSLogs/eni-0d600f4e5a6b7c8d9/${day.replaceAll('-', '/')}/flows.log.gz`),
  ]
  const texts = new Map<string, string>()
  for (const key of wanted) {
    const source = join(folder, 'study/uploads', key)
    texts.set(key, gunzipSync(readFileSync(source)).toString())
    for (const place of [uploads, join(folder, 'elsewhere', 'up')]) {
      mkdirSync(join(place, dirname(key)), { recursive: true })
      cpSync(source, join(place, key))
    }
  }
  const networks = join(folder, 'networks.csv')
  const rows = readFileSync(join(folder, 'study/networks.csv'), 'utf8').split('\n')
  writeFileSync(networks, rows.filter(row => !row.includes('China Netcom')).join('\n'))

  const text = (part: string) =>
    wanted
      .filter(key => key.includes(part))
      .map(key => texts.get(key)!)
      .join('\n')
  const fromMs = Date.parse(WEEK.from) - OFFSET_MS
  const all = useContacts([...zeekRecords(text('zeek'), ZEEK), ...vpcRecords(text('AWSLogs'), VPC)])
  contacts = all.filter(({ slot }) => slot * 900_000 >= fromMs && slot * 900_000 < fromMs + 7 * 86_400_000)

  const script = resolve(import.meta.dirname, '../support/report-in-child.ts')
  const places = [
    { uploads, out: outs[0]!, env: { TZ: 'Asia/Tokyo', LANG: 'C', LC_ALL: 'C' } },
    {
      uploads: join(folder, 'elsewhere', 'up'),
      out: outs[1]!,
      env: { TZ: 'America/St_Johns', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' },
    },
  ]
  await Promise.all(
    places.map(({ uploads: from, out, env }) =>
      promisify(execFile)(process.execPath, [script, from, networks, out, WEEK.from, WEEK.to], {
        env: { ...process.env, NODE_OPTIONS: '', ...env },
      }),
    ),
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const csv = (file: string): Record<string, string>[] => parse(readFileSync(join(outs[0]!, file)), { columns: true })
const numberOf = (address: string) => address.split('.').reduce((value, part) => value * 256 + Number(part), 0)
const isInfrastructure = ({ port }: RawContact) => port === 53 || port === 123

describe('figures from the raw lines', () => {
  it('are the use contacts of every network, weekday and hour', () => {
    expect(contacts.length).toBeGreaterThan(400)
    const expected = new Map<string, number>()
    for (const contact of contacts) {
      if (isInfrastructure(contact)) continue
      const local = new Date(contact.slot * 900_000 + OFFSET_MS)
      const key = `${contact.network} ${local.getUTCDay() || 7} ${local.getUTCHours()}`
      expected.set(key, (expected.get(key) ?? 0) + 1)
    }
    const found = csv('hours-cells.csv').filter(({ contacts: count }) => count !== '0')
    expect(
      Object.fromEntries(found.map(row => [`${row.network} ${row.weekday} ${row.hour}`, Number(row.contacts)])),
    ).toEqual(Object.fromEntries(expected))
    expect(new Set(found.map(({ network }) => network))).toEqual(new Set(['Star JV', 'SatGate']))
  })

  it('are the use contacts of every category that an address stands for', () => {
    const categories = [
      ['game', 'games'],
      ['streaming', 'video streaming'],
      ['social', 'social networks'],
      ['shopping', 'shopping'],
      ['update', 'software and virus protection updates'],
    ] as const
    const table = csv('categories.csv')
    for (const [mine, theirs] of categories) {
      const blocks = [...GAMES, ...STREAMING, ...OTHERS, ANTIVIRUS].filter(({ category }) => category === mine)
      const own = contacts.filter(({ remote }) =>
        blocks.some(({ base, size }) => numberOf(remote) >= numberOf(base) && numberOf(remote) < numberOf(base) + size),
      )
      expect(Number(table.find(({ category }) => category === theirs)?.contacts ?? 0), theirs).toBe(own.length)
    }
    const total = contacts.filter(contact => !isInfrastructure(contact)).length
    const counted = table.filter(({ category }) => category !== 'background services')
    expect(counted.reduce((sum, row) => sum + Number(row.contacts), 0)).toBe(total)
  })
})

describe('two processes with other zones, languages and folders', () => {
  it('write the same bytes', () => {
    const names = readdirSync(outs[0]!).sort()
    expect(readdirSync(outs[1]!).sort()).toEqual(names)
    expect(names.length).toBeGreaterThan(20)
    for (const name of names) {
      if (name === 'run.json') continue
      expect(readFileSync(join(outs[0]!, name)).equals(readFileSync(join(outs[1]!, name))), name).toBe(true)
    }
  })
})
