import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type Connection, numberOf, packetTimes, slotsOf } from '../../infra/local/study/connections.ts'
import { type VpcOptions, vpcHeader, vpcLines } from '../../infra/local/study/exporters/vpc.ts'
import { ZEEK_HEADER, zeekLine, zeekLines } from '../../infra/local/study/exporters/zeek.ts'
import { generateStudy } from '../../infra/local/study/generate.ts'
import { createRandom } from '../../infra/local/study/random.ts'
import { startLakeRun } from '../support/lake-run.ts'
import { put } from '../support/small-logs.ts'

const NETWORKS = 'cidr,name,time_zone\n175.45.176.0/22,watched,Asia/Pyongyang\n'
const DAY = Date.parse('2017-04-20T00:00:00Z')
const folder = mkdtempSync(join(tmpdir(), 'unit-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Connections with what makes the unit hard; each situation is a share of them. */
function connections(count: number): Connection[] {
  const random = createRandom(20170420)
  const made: Connection[] = []
  while (made.length < count) {
    const kind = random.next()
    const answered = kind > 0.15
    const udp = kind > 0.9
    const served = kind > 0.8 && !udp
    const durationMs = !answered ? 0 : kind < 0.6 ? random.below(20_000) : random.below(600_000)
    // A tenth begins in the last three seconds of a slot.
    const edge = random.next() < 0.1 ? (1 + random.below(88)) * 900_000 - random.below(3000) : random.below(80_000_000)
    const packets = answered ? 4 + random.below(24) : 1
    // Peers listen on ports of no list: without SYN, and in UDP always, ports do not say who began.
    const peer = answered && !served && random.next() < (udp ? 0.1 : 0.025)
    // A few say next to nothing, or nothing at all: sizes alone hardly tell such from an answer.
    const curt = answered && !udp && random.next() < 0.08
    const refused = !answered && random.next() < 0.3
    const servicePort = peer ? 50_213 : udp ? 53 : random.pick([443, 443, 80, 22, 993])
    const clientPort = 32_768 + random.below(28_000)
    const connection: Connection = {
      local: numberOf('175.45.176.10') + random.below(40),
      remote: numberOf('93.184.216.1') + random.below(60),
      localPort: served ? servicePort : clientPort,
      remotePort: served ? clientPort : servicePort,
      protocol: udp ? 17 : 6,
      localBegan: !served,
      answered,
      denied: false,
      icmpType: 0,
      beginTimes: packetTimes(random, DAY + edge, durationMs, packets),
      answerTimes: answered
        ? packetTimes(random, DAY + edge + 20, Math.max(0, durationMs - 40), packets)
        : new Float64Array(refused ? [DAY + edge + 20] : []),
      beginPacketBytes: !answered ? 40 : curt ? 52 + random.below(12) : 90 + random.below(200),
      answerPacketBytes: !answered ? 40 : curt ? 52 + random.below(12) : 90 + random.below(1200),
      role: !answered ? 'attempt_out' : served ? 'served' : 'use',
      category: '',
      country: '',
      infrastructure: false,
      subject: '',
    }
    made.push(connection)
    // A browser opens several at once; the last carries next to nothing.
    if (answered && !udp && random.next() < 0.3)
      for (let i = 1; i <= 3; i++)
        made.push({
          ...connection,
          localPort: served ? servicePort : 32_768 + ((clientPort + i) % 28_000),
          remotePort: served ? 32_768 + ((clientPort + i) % 28_000) : servicePort,
          beginTimes: connection.beginTimes.slice(0, i === 3 ? 3 : undefined),
          answerTimes: connection.answerTimes.slice(0, i === 3 ? 2 : undefined),
        })
  }
  return made
}

const KEEP_ALIVES = 9
const KEEP_ALIVE_MS = 45 * 60_000

/** Connections that nothing but keep-alives of one byte (RFC 1122, 4.2.3.6) crosses, every 45 minutes. */
function idleConnections(count: number): Connection[] {
  const random = createRandom(7)
  return Array.from({ length: count }, (_, i): Connection => {
    const beginMs = DAY + random.below(10_000_000)
    const times = Array.from({ length: KEEP_ALIVES }, (__, k) => beginMs + k * KEEP_ALIVE_MS)
    return {
      local: numberOf('175.45.177.1') + i,
      remote: numberOf('93.184.217.1') + i,
      localPort: 40_000 + i,
      remotePort: 443,
      protocol: 6,
      localBegan: true,
      answered: true,
      denied: false,
      icmpType: 0,
      beginTimes: Float64Array.from(times),
      answerTimes: Float64Array.from(times, time => time + 30),
      beginPacketBytes: 53,
      answerPacketBytes: 53,
      role: 'use',
      category: '',
      country: '',
      infrastructure: false,
      subject: '',
    }
  })
}

const zeek = (made: readonly Connection[]) =>
  `${ZEEK_HEADER}${made.map((connection, i) => zeekLine(connection, i, { node: 'worker-1' })).join('')}`
const zeekWithTimeouts = (made: readonly Connection[]) =>
  `${ZEEK_HEADER}${made.flatMap((connection, i) => zeekLines(connection, i * 1000, { node: 'worker-1' })).join('')}`
const vpc = (made: readonly Connection[], options: VpcOptions) =>
  vpcHeader(options) +
  made
    .flatMap(connection => vpcLines(connection, options))
    .sort((a, b) => a.windowSecond - b.windowSecond)
    .map(({ line }) => line)
    .join('')

/** Contacts by role that one upload gives. */
async function contactsOf(name: string, text: string): Promise<{ all: number; use: number }> {
  const source = join(folder, name)
  put(source, 'team/log.gz', text)
  const run = await startLakeRun(NETWORKS)
  try {
    await run.deliver(source)
    await run.publish_()
    const rows = await run.rows("select role, count(*) from contacts where dt > '2017' group by role order by role")
    const counts = new Map(rows.map(([role, count]) => [role, Number(count)]))
    return { all: [...counts.values()].reduce((a, b) => a + b, 0), use: counts.get('use') ?? 0 }
  } finally {
    await run.end()
  }
}

const difference = (a: number, b: number) => Math.abs(a - b) / b
const percent = (share: number) => `${(100 * share).toFixed(2)} %`
const VPCS = [60, 600].flatMap(windowSeconds =>
  [true, false].map(tcpFlags => ({ interfaceId: 'eni-1', windowSeconds, tcpFlags }) as VpcOptions),
)
const nameOf = ({ windowSeconds, tcpFlags }: VpcOptions) => `vpc-${windowSeconds}${tcpFlags ? '' : '-without-flags'}`

describe('the unit', () => {
  it('is met by connections that make it hard', () => {
    const made = connections(3200)
    const share = (test: (connection: Connection) => boolean) => made.filter(test).length / made.length
    const slots = new Map<string, number>()
    for (const { local, remote, remotePort, beginTimes } of made) {
      const key = `${local} ${remote} ${remotePort} ${Math.floor((beginTimes[0] ?? 0) / 900_000)}`
      slots.set(key, (slots.get(key) ?? 0) + 1)
    }
    const crossesShortly = ({ beginTimes }: Connection) =>
      (beginTimes.at(-1) ?? 0) - (beginTimes[0] ?? 0) < 20_000 &&
      Math.floor((beginTimes[0] ?? 0) / 900_000) !== Math.floor((beginTimes.at(-1) ?? 0) / 900_000)
    expect(share(crossesShortly), 'short flows over a slot edge').toBeGreaterThan(0.02)
    expect(
      share(connection => slotsOf(connection, true).length > 1),
      'more than one slot',
    ).toBeGreaterThan(0.1)
    expect([...slots.values()].filter(count => count > 1).length, 'parallel connections').toBeGreaterThan(200)
    expect(
      share(({ answered }) => !answered),
      'not answered',
    ).toBeGreaterThan(0.05)
    expect(
      share(({ localBegan }) => !localBegan),
      'begun by the remote end',
    ).toBeGreaterThan(0.05)
    expect(
      share(({ protocol }) => protocol === 17),
      'UDP',
    ).toBeGreaterThan(0.05)
  })

  it('is the same through Zeek with and without time-outs and VPC at 60 and 600 seconds, with and without flags', async () => {
    const made = connections(3200)
    const byZeek = await contactsOf('zeek', zeek(made))
    expect(byZeek.use).toBeGreaterThan(1500)
    const measured = [
      { name: 'zeek-timeouts', found: await contactsOf('zeek-timeouts', zeekWithTimeouts(made)), bound: 0.03 },
    ]
    for (const options of VPCS) {
      const name = nameOf(options)
      measured.push({ name, found: await contactsOf(name, vpc(made, options)), bound: options.tcpFlags ? 0.03 : 0.05 })
    }
    console.log(`zeek: ${byZeek.all} contacts, ${byZeek.use} of use`)
    for (const { name, found, bound } of measured) {
      const [all, use] = [difference(found.all, byZeek.all), difference(found.use, byZeek.use)]
      console.log(`${name}: all contacts differ by ${percent(all)}, of use by ${percent(use)}`)
      expect(all, `${name}: all contacts`).toBeLessThan(0.005)
      expect(use, `${name}: contacts of use`).toBeLessThan(bound)
    }
  })

  it('is the same in the study with and without tcp-flags', async () => {
    const days = /2017\/06\/0[1-6]\/flows/
    const found: { all: number; use: number }[] = []
    for (const without of [[], ['tcp-flags']] as const) {
      const outDir = join(folder, `study-${without.length}`)
      await generateStudy({ outDir, seed: 11, records: 60_000, without })
      const run = await startLakeRun(readFileSync(join(outDir, 'networks.csv'), 'utf8'))
      try {
        await run.deliver(join(outDir, 'uploads'), keys => keys.filter(key => days.test(key)))
        await run.publish_()
        const sql = "select count(*), sum(case when role = 'use' then 1 else 0 end) from contacts where dt > '2017'"
        const [[all, use] = []] = await run.rows(sql)
        found.push({ all: Number(all), use: Number(use) })
      } finally {
        await run.end()
      }
    }
    const [withFlags = { all: 0, use: 0 }, withoutFlags = { all: 0, use: 0 }] = found
    const use = difference(withoutFlags.use, withFlags.use)
    console.log(`the study's VPC logs: ${withFlags.use} contacts of use, without tcp-flags ${percent(use)} apart`)
    expect(withFlags.use).toBeGreaterThan(500)
    expect(use).toBeLessThan(0.05)
    expect(difference(withoutFlags.all, withFlags.all)).toBeLessThan(0.005)
  })

  it('counts an idle connection where its keep-alives are, and in every slot where one record spans them', async () => {
    const made = idleConnections(40)
    const touched = made.reduce((sum, connection) => sum + slotsOf(connection, false).length, 0)
    const spanned = made.reduce((sum, connection) => sum + slotsOf(connection, true).length, 0)
    const found = {
      zeek: await contactsOf('idle-zeek', zeek(made)),
      zeekWithTimeouts: await contactsOf('idle-zeek-timeouts', zeekWithTimeouts(made)),
      vpc60: await contactsOf('idle-60', vpc(made, VPCS[0]!)),
      vpc600: await contactsOf('idle-600', vpc(made, VPCS[2]!)),
    }
    console.log(
      `idle: ${touched} slots with packets, ${spanned} spanned; ${Object.entries(found)
        .map(([name, { all, use }]) => `${name} ${all} contacts, ${use} of use`)
        .join('; ')}`,
    )
    expect(found.zeek.all).toBe(spanned)
    for (const name of ['zeekWithTimeouts', 'vpc60', 'vpc600'] as const) expect(found[name].all, name).toBe(touched)
    // Five packets each way of a connection begun here are an answer, however small.
    expect(found.zeek.use).toBe(spanned)
    for (const name of ['zeekWithTimeouts', 'vpc60', 'vpc600'] as const) expect(found[name].use, name).toBe(touched)
  })
})
