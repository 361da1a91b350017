import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type Connection, numberOf, packetTimes } from '../../infra/local/study/connections.ts'
import { type VpcOptions, vpcHeader, vpcLines } from '../../infra/local/study/exporters/vpc.ts'
import { ZEEK_HEADER, zeekLine } from '../../infra/local/study/exporters/zeek.ts'
import { createRandom } from '../../infra/local/study/random.ts'
import { startLakeRun } from '../support/lake-run.ts'
import { put } from '../support/small-logs.ts'

const NETWORKS = 'cidr,name,time_zone\n175.45.176.0/22,watched,Asia/Pyongyang\n'
const DAY = Date.parse('2017-04-20T00:00:00Z')
const folder = mkdtempSync(join(tmpdir(), 'unit-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Connections with what makes the unit hard: windows, slot edges, parallel connections, refused and silent ones. */
function connections(count: number, idle: boolean): Connection[] {
  const random = createRandom(20170420)
  const made: Connection[] = []
  for (let i = 0; i < count; i++) {
    const kind = random.next()
    const answered = kind > 0.15
    const short = kind < 0.6
    const durationMs = !answered ? 0 : short ? random.below(20_000) : random.below(600_000)
    const edge =
      random.next() < 0.1 ? Math.ceil(random.below(80)) * 900_000 - random.below(3000) : random.below(80_000_000)
    const packets = answered ? 4 + random.below(40) : 1
    made.push({
      local: numberOf('175.45.176.10') + random.below(40),
      remote: numberOf('93.184.216.1') + random.below(60),
      localPort: 32_768 + random.below(28_000),
      remotePort: random.pick([443, 443, 80, 22, 993]),
      protocol: 6,
      localBegan: true,
      answered,
      denied: false,
      icmpType: 0,
      beginTimes: packetTimes(random, DAY + edge, durationMs, packets),
      answerTimes: answered
        ? packetTimes(random, DAY + edge + 20, Math.max(0, durationMs - 40), packets)
        : new Float64Array(0),
      beginPacketBytes: answered ? 120 : 40,
      answerPacketBytes: 500,
      role: answered ? 'use' : 'attempt_out',
      category: '',
      country: '',
      infrastructure: false,
    })
    if (idle && i % 50 === 0) {
      const last = made.at(-1)
      if (last !== undefined)
        made.push({
          ...last,
          localPort: 61_000 + (i % 1000),
          beginTimes: Float64Array.of(DAY, DAY + 7_200_000),
          answerTimes: Float64Array.of(DAY + 30, DAY + 7_200_030),
          answered: true,
          beginPacketBytes: 90,
        })
    }
  }
  return made
}

const zeek = (made: readonly Connection[]) =>
  `${ZEEK_HEADER}${made.map((connection, i) => zeekLine(connection, i, { node: 'worker-1' })).join('')}`
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

describe('the unit', () => {
  it('is the same through Zeek, VPC at 60 and at 600 seconds, with and without flags', async () => {
    const made = connections(3000, false)
    const byZeek = await contactsOf('zeek', zeek(made))
    expect(byZeek.use).toBeGreaterThan(2000)
    for (const windowSeconds of [60, 600] as const) {
      for (const tcpFlags of [true, false]) {
        const found = await contactsOf(
          `vpc-${windowSeconds}-${tcpFlags}`,
          vpc(made, { interfaceId: 'eni-1', windowSeconds, tcpFlags }),
        )
        expect(difference(found.all, byZeek.all), `all contacts, ${windowSeconds} s, flags ${tcpFlags}`).toBeLessThan(
          0.005,
        )
        expect(difference(found.use, byZeek.use), `use contacts, ${windowSeconds} s, flags ${tcpFlags}`).toBeLessThan(
          tcpFlags ? 0.03 : 0.05,
        )
      }
    }
  }, 60_000)

  it('differs for idle connections by the slots that only their length touches', async () => {
    const made = connections(400, true)
    const idle = made.filter(
      ({ beginTimes }) => beginTimes.length === 2 && (beginTimes[1] ?? 0) - (beginTimes[0] ?? 0) === 7_200_000,
    ).length
    const byZeek = await contactsOf('idle-zeek', zeek(made))
    const byVpc = await contactsOf('idle-vpc', vpc(made, { interfaceId: 'eni-1', windowSeconds: 60, tcpFlags: true }))
    // Two hours touch nine slots; packets are in the first and the last.
    expect(byZeek.all - byVpc.all).toBeGreaterThan(idle * 5)
    expect(byZeek.all - byVpc.all).toBeLessThanOrEqual(idle * 7)
  }, 60_000)
})
