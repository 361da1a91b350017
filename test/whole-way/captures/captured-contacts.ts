/** Contacts that the product makes of what a tool printed of captures, and what tells why two tools' differ. */
import { join } from 'node:path'
import { readSample } from '../../support/flow-samples.ts'
import { startLakeRun } from '../../support/lake-run.ts'
import { put } from '../../support/small-logs.ts'

/** Where a capture was made cannot be known: private addresses are local, and of three captures what is named in them. */
const NETWORKS = [
  'cidr,name',
  '10.0.0.0/8,private-10',
  '172.16.0.0/12,private-172',
  '192.168.0.0/16,private-192',
  '141.142.0.0/16,campus',
  '2001:470:1f11::/48,tunnel\n',
].join('\n')

/** A contact, with what the connection that stands for it says. */
export interface CapturedContact {
  slot: string
  network: string
  local: string
  remote: string
  protocol: number
  servicePort: number
  role: string
  beganBy: string
}

/** What one tool's output gives. */
export interface CapturedTool {
  contacts: readonly CapturedContact[]
  /** Networks and days (`name 2018-08-21`) of which its flows show both directions. */
  bothDirections: ReadonlySet<string>
  lines: readonly string[]
}

/** UTC day of a line, of any of the tools; undefined where it has none. */
export function dayOf(line: string): string | undefined {
  const ms = /^\d+,\d+,(\d{12,13}),/.exec(line)?.[1]
  if (ms !== undefined) return new Date(Number(ms)).toISOString().slice(0, 10)
  const seconds = /^(\d{9,10})\.\d{6}\t/.exec(line)?.[1]
  if (seconds !== undefined) return new Date(Number(seconds) * 1000).toISOString().slice(0, 10)
  return /\b(\d{4}[-/]\d{2}[-/]\d{2})[T ]/.exec(line)?.[1]?.replaceAll('/', '-')
}

export const linesOf = (path: string): string[] => new TextDecoder().decode(readSample(path)).split('\n')

/** Contacts of these days that files of one tool give, delivered to a lake of their own. Lines without a day stay. */
export async function contactsOf(
  folder: string,
  paths: readonly string[],
  days: ReadonlySet<string>,
): Promise<CapturedTool> {
  const all: string[] = []
  for (const [i, path] of paths.entries()) {
    const lines = linesOf(path).filter(line => days.has(dayOf(line) ?? [...days][0] ?? ''))
    put(folder, `team/${i}.log`, lines.join('\n'))
    all.push(...lines)
  }
  const run = await startLakeRun(NETWORKS)
  try {
    await run.deliver(join(folder))
    await run.publish_()
    const rows = await run.rows(
      'select cast(slot as varchar), network, local_ip, remote_ip, protocol, service_port, role, began_by from contacts ' +
        "where dt > '1970' order by 1, 2, 3, 4, 5, 6",
    )
    const sides = await run.rows(
      "select network || ' ' || dt from flows where dt > '1970' group by network, dt " +
        'having max(packets_out) > 0 and max(packets_in) > 0',
    )
    return {
      contacts: rows.map(([slot, network, local, remote, protocol, servicePort, role, beganBy]) => ({
        slot: String(slot),
        network: String(network),
        local: String(local),
        remote: String(remote),
        protocol: Number(protocol),
        servicePort: Number(servicePort),
        role: String(role),
        beganBy: String(beganBy),
      })),
      bothDirections: new Set(sides.map(([side]) => String(side))),
      lines: all,
    }
  } finally {
    await run.end()
  }
}
