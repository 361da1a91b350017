/** Who began, who answered and who saw it, from raw lines to contacts; each situation in a network or at an hour of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { referenceOf } from '../support/lake-run.ts'
import { createMemoryLake, type MemoryLake } from '../support/memory-lake.ts'
import { type MemoryRun, startMemoryRun } from '../support/memory-run.ts'
import { put } from '../support/small-logs.ts'

const NETWORKS = `cidr,name
10.12.0.0/24,two exporters
64.225.56.0/24,sensor
10.9.0.0/24,denied
10.22.0.0/24,one way
10.19.0.0/24,rotated
`
const VPC =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'
const ZEEK =
  '#separator \\x09\n#path\tconn\n#fields\t_node_name\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\t' +
  'orig_bytes\tresp_bytes\tconn_state\tlocal_orig\tlocal_resp\tmissed_bytes\thistory\torig_pkts\torig_ip_bytes\tresp_pkts\t' +
  'resp_ip_bytes\ttunnel_parents\n'
const zeek = (line: string) => `${ZEEK}${line.replaceAll(' ', '\t')}\n`

/** A log that was rotated: an answered connection of 5,000 and 1,000 bytes at each hour named. */
const rotated = (...hours: number[]) =>
  `${VPC} tcp-flags\n${hours
    .map(hour => {
      const start = 1_709_512_200 + hour * 3600
      const rest = `${start} ${start + 5} ACCEPT OK`
      return `5 1 eni-19 10.19.0.1 45.33.19.1 50001 443 6 10 1000 ${rest} 3\n5 1 eni-19 45.33.19.1 10.19.0.1 443 50001 6 10 5000 ${rest} 19\n`
    })
    .join('')}`

const folder = mkdtempSync(join(tmpdir(), 'connections-'))
let memory: MemoryLake
let run: MemoryRun
beforeAll(async () => {
  memory = await createMemoryLake()
  run = startMemoryRun(memory, folder, await referenceOf(NETWORKS))
  put(
    folder,
    'vpc/flags.log',
    `${VPC} tcp-flags
5 1 eni-12 10.12.0.1 45.33.12.1 50001 443 6 10 1000 1709511290 1709511298 ACCEPT OK 3
5 1 eni-12 45.33.12.1 10.12.0.1 443 50001 6 10 5000 1709511290 1709511298 ACCEPT OK 19
5 1 eni-22 10.22.0.1 45.33.22.1 50001 53 17 1 60 1709510400 1709510400 ACCEPT OK 0
5 1 eni-22 45.33.22.9 10.22.0.1 0 0 1 1 84 1709521200 1709521200 ACCEPT OK 0
`,
  )
  put(
    folder,
    'vpc/uncounted.log',
    `version interface-id srcaddr dstaddr srcport dstport protocol start end action log-status
2 eni-9 45.33.9.1 10.9.0.1 443 50009 6 1709511600 1709511600 REJECT OK
`,
  )
  put(
    folder,
    'zeek/beside.log',
    zeek(
      'z12 1709511302.000000 C127 10.12.0.1 50001 45.33.12.1 443 tcp - 8.0 500 4500 SF - - 0 ShADadFf 10 1000 10 5000 -',
    ),
  )
  put(
    folder,
    'zeek/sensor.log',
    zeek('w 1709508919.752240 Cx 185.94.29.85 8060 64.225.56.201 57362 tcp - - - - OTH F T 0 C 0 0 0 0 -'),
  )
  put(folder, 'rotated/first.log', rotated(0, 1, 2))
  put(folder, 'rotated/cut-late.log', rotated(1, 2, 2, 3))
  put(folder, 'rotated/next-day.log', rotated(100, 101))
  await run.deliver()
  await run.publish()
})
afterAll(async () => {
  await memory.close()
  rmSync(folder, { recursive: true, force: true })
})

const contactsOf = (network: string, columns: string) =>
  run.rows(
    `select date_format(slot, '%H:%i') as slot, ${columns} from contacts where dt > '2000' and network = '${network}' order by slot`,
  )

it('exporters of a contact are those with a record in its slot', async () => {
  expect(await contactsOf('two exporters', 'role, began_by, exporters')).toEqual([
    ['00:00', 'use', 'log', 1],
    ['00:15', 'use', 'log', 1],
  ])
})

it('nobody began where no end sent a packet', async () => {
  expect(await contactsOf('sensor', 'role, began_by, service_port')).toEqual([['23:30', 'unclear', 'none', 0]])
})

it('the end that was denied began, also where packets are not counted', async () => {
  expect(await contactsOf('denied', 'role, began_by, service_port, bytes_in')).toEqual([
    ['00:15', 'attempt_in', 'denied', 50_009, null],
  ])
})

it('an exporter that shows ICMP of the other direction can tell silence', async () => {
  expect(await contactsOf('one way', 'role, service_port')).toEqual([['00:00', 'attempt_out', 53]])
})

it('the same lines in overlapping uploads count once, and as often as one upload has them', async () => {
  const contacts =
    "select sum(bytes_in), sum(bytes_out), sum(records) from contacts where dt = '2024-03-04' and network = 'rotated'"
  expect(await run.rows(contacts)).toEqual([[25_000, 5000, 10]])
  const totals =
    "select sum(records), sum(bytes_in), sum(repeated) from totals where dt = '2024-03-04' and network = 'rotated'"
  expect(await run.rows(totals)).toEqual([[10, 25_000, 4]])
})
