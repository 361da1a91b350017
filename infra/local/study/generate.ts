/** Writes the study: logs as exporters would have written and teams would have uploaded them, and the truth beside them. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Absence } from './absences.ts'
import { badLines } from './bad-lines.ts'
import { slotsOf, spanOf } from './connections.ts'
import { eventsCsv } from './events.ts'
import { noDataLine, type VpcOptions, vpcHeader, vpcLines } from './exporters/vpc.ts'
import { ZEEK_HEADER, type ZeekOptions, zeekLine } from './exporters/zeek.ts'
import { DAY_MS, INTENDED, NETWORKS } from './intended.ts'
import { createRandom } from './random.ts'
import { createTruthCounter, type StudyTruth } from './truth.ts'
import { unwatched } from './unwatched.ts'
import { connectionsOfDay, dailyNoise } from './world.ts'

export interface StudyOptions {
  outDir: string
  seed?: number
  /** Log records, about. */
  records?: number
  /** What does not occur; nothing by default. */
  without?: readonly Absence[]
  onProgress?: (done: number, total: number) => void
}

const ZEEK: ZeekOptions = { node: 'worker-1' }
/** A second sensor that saw the second network for ten days, seven seconds ahead. */
const LAB: ZeekOptions = { node: 'lab-1', clockSkewMs: 7000 }
const LAB_DAYS = { from: '2017-06-01', to: '2017-06-10' }
/** With or without tcp-flags. */
type VpcSeries = Omit<VpcOptions, 'tcpFlags'>
const VPC_60: VpcSeries = { interfaceId: 'eni-0c60a7d2e9f1b3c45', windowSeconds: 60 }
const VPC_600: VpcSeries = { interfaceId: 'eni-0d600f4e5a6b7c8d9', windowSeconds: 600 }

/** A NAT gateway of the third network, whose flow log shows each connection of five days on both sides of it. */
const NAT: VpcSeries = {
  interfaceId: 'eni-0e700f5a6b7c8d9e0',
  windowSeconds: 600,
  gateway: '10.20.0.4',
}
const NAT_DAYS = { from: '2017-06-10', to: '2017-06-14' }

/** Exporters that were down: nothing of these times is in any log. */
const OUTAGES = [
  { network: 0, fromMs: Date.parse('2017-05-03T00:00:00Z'), toMs: Date.parse('2017-05-05T00:00:00Z') },
  { network: 1, fromMs: Date.parse('2017-06-20T03:00:00Z'), toMs: Date.parse('2017-06-20T08:00:00Z') },
] as const
const OVERWRITTEN = '2017-05-20'
const LATE = ['2017-06-25', '2017-06-26']
/** Log records per connection that people began, all exporters and all noise together. */
const RECORDS_PER_CONNECTION = 3.25
/** Of what is as large in every study: beacons, scans, the upload. */
const FIXED = 2200
/** Quiet windows of 97 days that say so. */
const HEARTBEATS = 20_000

export async function generateStudy({
  outDir,
  seed = 1,
  records = 200_000,
  without = [],
  onProgress,
}: StudyOptions): Promise<StudyTruth> {
  const random = createRandom(seed)
  const firstMs = Date.parse(INTENDED.firstDay) - DAY_MS
  const lastMs = Date.parse(INTENDED.lastDay)
  const days = Math.round((lastMs - firstMs) / DAY_MS) + 1
  const noise = dailyNoise(seed, days)
  const meanConnections = Math.max(
    1,
    (records - FIXED - HEARTBEATS * Math.min(1, records / 200_000)) / RECORDS_PER_CONNECTION / (days - 1),
  )
  const truth = createTruthCounter(
    slot => !OUTAGES.some(({ fromMs, toMs }) => slot * 900_000 < toMs && (slot + 1) * 900_000 > fromMs),
  )
  const absent = new Set(without)
  const tcpFlags = !absent.has('tcp-flags')
  const files = createFiles(outDir, tcpFlags)
  // Local days begin at 15:30 UTC of the day before.
  const windowFromMs = Date.parse(INTENDED.firstDay) - INTENDED.offsetMs
  const windowToMs = Date.parse(INTENDED.lastDay) + DAY_MS - INTENDED.offsetMs
  let ordinal = 0

  for (let d = 0; d < days; d++) {
    const dayMs = firstMs + d * DAY_MS
    for (const [at, network] of NETWORKS.entries()) {
      const day = { network, dayMs, meanConnections, noise: noise[d] ?? 1, without: absent, random }
      for (const connection of connectionsOfDay(day)) {
        const span = spanOf(connection)
        if (span.firstMs < windowFromMs || span.lastMs >= windowToMs - 600_000) continue
        if (OUTAGES.some(outage => outage.network === at && span.lastMs >= outage.fromMs && span.firstMs < outage.toMs))
          continue
        const packetSlots = slotsOf(connection, false)
        const shown = new Set<number>()
        if (at === 0) {
          for (const slot of slotsOf(connection, true)) shown.add(slot)
          files.add('zeek', span.firstMs, zeekLine(connection, ordinal, ZEEK))
        } else {
          const options = { ...(at === 1 ? VPC_60 : VPC_600), tcpFlags }
          // VPC text has no ICMP type: such records are in no role.
          if (connection.protocol !== 1) for (const slot of packetSlots) shown.add(slot)
          for (const { windowSecond, line } of vpcLines(connection, options)) files.addVpc(at, windowSecond, line)
        }
        if (at === 2 && connection.localBegan && isWithin(NAT_DAYS, span.firstMs)) {
          for (const { windowSecond, line } of vpcLines(connection, { ...NAT, tcpFlags }))
            files.add('nat', windowSecond * 1000, line)
        }
        if (at === 1 && isWithin(LAB_DAYS, span.firstMs)) {
          for (const slot of slotsOf(connection, true, LAB.clockSkewMs)) shown.add(slot)
          files.add('lab', span.firstMs, zeekLine(connection, ordinal, LAB))
        }
        truth.add(network.name, connection, [...shown], packetSlots)
        ordinal++
      }
    }
    const salt = random.below(1000)
    const down = OUTAGES.some(({ network, fromMs, toMs }) => network === 0 && dayMs < toMs && dayMs + DAY_MS > fromMs)
    if (!down) {
      for (const connection of unwatched(dayMs, salt))
        files.add('zeek', dayMs + DAY_MS / 2, zeekLine(connection, 9_000_000 + salt, ZEEK))
      files.countOutOfScope()
    }
    // Nothing that begins later reaches back: what long connections leave in the days to come is kept, the rest written.
    truth.settle((dayMs + DAY_MS) / 900_000)
    await files.flush(dayMs + DAY_MS)
    onProgress?.(d + 1, days)
  }
  truth.settle(Number.POSITIVE_INFINITY)
  await files.flush(Number.POSITIVE_INFINITY)

  const result: StudyTruth = {
    options: { seed, records, without },
    intended: INTENDED,
    records: files.records,
    outOfScope: files.outOfScope,
    badLines: files.badLines,
    ...truth.result(),
  }
  await writeFile(join(outDir, 'networks.csv'), networksCsv())
  await writeFile(join(outDir, 'events.csv'), eventsCsv())
  await writeFile(join(outDir, 'truth.json'), `${JSON.stringify(result, null, 1)}\n`)
  return result
}

const isWithin = ({ from, to }: { from: string; to: string }, ms: number): boolean =>
  dayOf(ms) >= from && dayOf(ms) <= to
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** The sensor that was down for two days came back with another folder; by its name it is the same exporter. */
const zeekKey = (day: string): string =>
  `pyongyang/${Date.parse(day) < OUTAGES[0].toMs ? 'zeek-before' : 'zeek'}/${day}/conn.log.gz`
const vpcKey = ({ interfaceId }: VpcSeries, day: string): string =>
  `cloud/AWSLogs/${interfaceId}/${day.replaceAll('-', '/')}/flows.log.gz`

function networksCsv(): string {
  const rows = [
    ['Star JV', 'terrestrial China', '131279 4837'],
    ['China Netcom', 'leased range', '4837 9929'],
    ['SatGate', 'satellite', '21166 51259'],
  ].map(
    ([name = '', path = '', asns = ''], at) =>
      `${NETWORKS[at]?.cidr},${name},${path},${INTENDED.zone},KP,${asns},Sat Sun,,,`,
  )
  return `cidr,name,access_path,time_zone,home_country,provider_asns,weekend,valid_from,valid_to,note\n${rows.join('\n')}\n`
}

/** Daily files of each exporter, each kept until its day is over. */
function createFiles(outDir: string, tcpFlags: boolean) {
  const lines = new Map<string, string[]>()
  const busyWindows = new Set<string>()
  const bad: Record<string, number> = {}
  let records = 0
  let outOfScope = 0

  function add(exporter: string, ms: number, line: string): void {
    const key = `${exporter} ${dayOf(ms)}`
    const known = lines.get(key)
    if (known === undefined) lines.set(key, [line])
    else known.push(line)
  }

  async function write(folder: 'uploads' | 'later', key: string, text: string, level = 6): Promise<void> {
    const path = join(outDir, folder, key)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, gzipSync(text, { level }))
  }

  async function flushDay(exporter: string, day: string, found: string[]): Promise<void> {
    if (exporter === 'zeek' || exporter === 'lab') {
      const key = exporter === 'zeek' ? zeekKey(day) : `laboratory/zeek/${day}/conn.log.gz`
      const spoiled = exporter === 'zeek' && day === '2017-04-12' ? badLines('zeek') : []
      if (spoiled.length > 0) bad[key] = spoiled.length
      const text = `${ZEEK_HEADER}${found.join('')}${spoiled.join('')}#close\t${day}-23-59-59\n`
      records += found.length
      if (exporter === 'zeek' && day === OVERWRITTEN) {
        // The first version held three days; the second, which came later, one.
        overwritten = { key, text }
      } else await write(LATE.includes(day) && exporter === 'zeek' ? 'later' : 'uploads', key, text)
      if (exporter === 'zeek' && day > OVERWRITTEN && overwritten !== undefined) {
        overwrittenFirst += found.join('')
        if (++overwrittenDays === 2) {
          await write('uploads', overwritten.key, `${overwritten.text}${ZEEK_HEADER}${overwrittenFirst}`)
          await write('later', overwritten.key, overwritten.text)
          overwritten = undefined
        }
      }
      if (exporter === 'zeek' && day === '2017-04-20') {
        await write('uploads', 'pyongyang/zeek/copy-of-2017-04-20.log.gz', text)
        await write('uploads', 'pyongyang/zeek/again/2017-04-20/conn.log.gz', text, 1)
      }
      return
    }
    if (exporter === 'nat') {
      records += found.length
      // Half of its records are those between the gateway and the remote end.
      outOfScope += found.length / 2
      await write('uploads', vpcKey(NAT, day), `${vpcHeader({ ...NAT, tcpFlags })}${found.join('')}`)
      return
    }
    const at = exporter === 'vpc1' ? 1 : 2
    const options = { ...(at === 1 ? VPC_60 : VPC_600), tcpFlags }
    const all = [...found]
    for (let second = Date.parse(day) / 1000; second < Date.parse(day) / 1000 + 86_400; second += 600) {
      const ms = second * 1000
      if (
        busyWindows.has(`${at} ${second}`) ||
        OUTAGES.some(outage => outage.network === at && ms >= outage.fromMs - 600_000 && ms < outage.toMs)
      )
        continue
      all.push(
        noDataLine(
          second,
          { ...options, windowSeconds: 600 },
          at === 2 && second === Date.parse('2017-05-30T11:30:00Z') / 1000 ? 'SKIPDATA' : 'NODATA',
        ),
      )
    }
    const key = vpcKey(options, day)
    const spoiled = at === 1 && day === '2017-04-13' ? badLines('vpc') : []
    if (spoiled.length > 0) bad[key] = spoiled.length
    records += found.length
    await write('uploads', key, `${vpcHeader(options)}${all.join('')}${spoiled.join('')}`)
  }
  let overwritten: { key: string; text: string } | undefined
  let overwrittenFirst = ''
  let overwrittenDays = 0

  return {
    add,
    addVpc(at: number, windowSecond: number, line: string): void {
      busyWindows.add(`${at} ${Math.floor(windowSecond / 600) * 600}`)
      add(`vpc${at}`, windowSecond * 1000, line)
    },
    async flush(beforeMs: number): Promise<void> {
      const due = [...lines.keys()].filter(key => Date.parse(key.slice(-10)) < beforeMs)
      for (const key of due.sort((a, b) =>
        a.slice(-10) < b.slice(-10) ? -1 : a.slice(-10) > b.slice(-10) ? 1 : a < b ? -1 : 1,
      )) {
        await flushDay(key.slice(0, -11), key.slice(-10), lines.get(key) ?? [])
        lines.delete(key)
      }
    },
    get records() {
      return records
    },
    get outOfScope() {
      return outOfScope
    },
    countOutOfScope(): void {
      outOfScope++
    },
    badLines: bad,
  }
}
