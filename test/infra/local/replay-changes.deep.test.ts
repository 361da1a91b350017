import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../support/command-line.ts'
import { put, vpcText } from '../../support/small-logs.ts'

const folder = mkdtempSync(join(tmpdir(), 'replay-changes-'))
const lake = join(folder, 'lake')
const command = (...args: string[]) => run(...args, '--lake', lake)

/** Netflix by its AS, SSH somewhere in Germany by its port, and a university of New Zealand. */
const ENDS = [
  ['23.246.2.7', 443],
  ['23.246.2.7', 443],
  ['31.20.9.5', 22],
  ['156.62.0.10', 443],
] as const
const line = ([remote, port]: (typeof ENDS)[number], at: number) => lineOf(remote, port, 40_000 + at, 3)
/** Without a SYN ports say who began. */
const lineOf = (remote: string, port: number, localPort: number, flags: number) =>
  `5 eni-1 10.1.0.5 ${remote} ${localPort} ${port} 6 10 2000 1709290800 1709290850 ACCEPT OK ${flags}\n`
const [header = ''] = vpcText(['2024-03-01'], 1).split('\n')

beforeAll(async () => {
  put(join(folder, 'logs'), 'a/ends.log', `${header}\n${ENDS.map(line).join('')}`)
  const networks = join(folder, 'networks.csv')
  writeFileSync(networks, 'cidr,name\n10.1.0.0/16,office\n')
  const started = await command('start', join(folder, 'logs'), '--networks', networks, '--out', join(folder, 'reports'))
  expect(started.err).not.toContain('flowcensus:')
})
afterAll(() => rmSync(folder, { recursive: true }))

async function putOwn(name: string, text: string): Promise<void> {
  const path = join(folder, name)
  writeFileSync(path, text)
  const { failed, err } = await command('reference', 'put', path)
  expect(failed, err).toBe(false)
}

describe('a dry run of replay', () => {
  it('has nothing to say where nothing changed', async () => {
    expect((await command('replay')).out).toContain('nothing to replay')
  })

  it('says in rows what would change of each fact, and changes nothing', async () => {
    await putOwn(
      'services.csv',
      'service,category,exclusion,wide_use,family\nScreens,Web,,,\nShell,RemoteAccess,,,\nNetflix,Web,,*,\n',
    )
    const category = await command('replay')
    expect(category.out).toContain('category: 2 of 4 published rows of records would change (Streaming -> Web: 2)')
    expect(category.out).not.toMatch(/^(service|kind|country|AS|institution|service by port):/m)
    await putOwn(
      'evidence.csv',
      'service,type,value,expected_as_name,source\nScreens,prefix,23.246.2.0/24,,ours\nShell,port,tcp/22,,ours\n',
    )
    const before = await command(
      'query',
      "select service, count(*) as n from contacts where dt = '2024-03-01' group by service order by service",
      '--format',
      'csv',
    )
    const { out } = await command('replay')
    expect(out).toContain('service: 2 of 4 published rows of records would change (Netflix -> Screens: 2)')
    expect(out).toContain('service by port: 1 of 4 published rows of records would change (SSH -> Shell: 1)')
    expect(out).toContain('a dry run: 1 upload would be normalised again')
    expect(
      (
        await command(
          'query',
          "select service, count(*) as n from contacts where dt = '2024-03-01' group by service order by service",
          '--format',
          'csv',
        )
      ).out,
    ).toBe(before.out)
    expect(before.out).toContain('Netflix,1')
  })

  it('is right: the replay changes as many rows', async () => {
    await command('replay', '--run')
    const { out } = await command(
      'query',
      "select service_by_address, service_by_remote_port, count(*) as n from flows where dt = '2024-03-01' " +
        'group by service_by_address, service_by_remote_port order by service_by_address, service_by_remote_port',
      '--format',
      'csv',
    )
    expect(out).toContain('Screens,,2')
    expect(out).toContain(',Shell,1')
    expect((await command('replay')).out).toContain('nothing to replay')
  })

  it('says of how many rows ports.csv would say otherwise who began, and networks.csv where they are', async () => {
    put(join(folder, 'logs'), 'a/more.log', `${header}\n${lineOf('31.20.9.5', 40_001, 50_001, 16).repeat(3)}`)
    await command('start', join(folder, 'logs'), '--out', join(folder, 'reports'))
    await putOwn('ports.csv', 'protocol,port,why,source\ntcp,40001,ours,ours\n')
    const began = (await command('replay')).out
    expect(began).toContain('who began: 3 of 7 published rows of records would change (unknown -> local: 3)')
    expect(began).not.toMatch(/^network/m)
    await putOwn('networks.csv', 'cidr,name\n10.1.0.0/24,office\n31.20.9.0/24,branch\n')
    const { out } = await command('replay')
    expect(out).toContain('network: 7 of 7 published rows of records would change (10.1.0.0/16 -> 10.1.0.0/24: 7)')
    expect(out).toContain(
      'network of the other end: 4 of 7 published rows of records would change (none -> 31.20.9.0/24: 4)',
    )
    await command('replay', '--run')
    const after = await command(
      'query',
      "select began, network_prefix, remote_network_prefix, count(*) as n from flows where dt = '2024-03-01' " +
        'and local_port = 50001 group by began, network_prefix, remote_network_prefix order by n',
      '--format',
      'csv',
    )
    expect(after.out).toContain('local,10.1.0.0/24,31.20.9.0/24,3')
  })
})
