import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { parseAddress } from '../../../functions/lib/addresses.ts'
import { createFolderStore } from '../../../functions/lib/local/folder-store.ts'
import type { ObjectStore } from '../../../functions/lib/ports.ts'
import { columnsOf, LIST_NAMES } from '../../../functions/lib/reference/catalogue.ts'
import { rangesInFolder } from '../../../functions/lib/reference/edition-ranges.ts'
import { currentReference, loadReference, type ReferenceSet } from '../../../functions/lib/reference/reference-set.ts'
import { storedReports } from '../../../functions/lib/reports/stored-reports.ts'
import { createEnricher } from '../../../functions/normalise/enrich/create-enricher.ts'
import { useReference } from '../../../infra/local/lake.ts'
import { useFiles, whatOf } from '../../../infra/local/reference-file.ts'
import { run } from '../../support/command-line.ts'

const folders: string[] = []
let lake: ObjectStore
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'own-lists-'))
  folders.push(folder)
  lake = createFolderStore(join(folder, 'lake'))
})
afterAll(() => {
  for (const made of folders) rmSync(made, { recursive: true })
})

const EVIDENCE = 'service,type,value,expected_as_name,source\n'
function written(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
async function put(name: string, text: string) {
  const { set, names } = await useFiles(lake, [written(name, text)])
  return { set, what: names.map(whatOf).join() }
}
const current = async () => loadReference(lake, (await currentReference(lake)) ?? '')
const enricherOf = (set: ReferenceSet) => createEnricher(set, rangesInFolder(join(folder, 'lake/reference/ranges')))
const enricher = async () => enricherOf(await current())

describe('a list of the user’s own', () => {
  it('wins over the shipped rows, and the others stay', async () => {
    await useReference(lake, undefined)
    const before = await enricher()
    expect(before.name('www.netflix.com').service).toBe('Netflix')
    await put('services.csv', 'service,category,exclusion,wide_use,family\nIntranet,Web,,,\nSteam,Download,,KP,\n')
    await put(
      'evidence.csv',
      `${EVIDENCE}Intranet,domain,netflix.com,,our own list\nIntranet,port,udp/40123,,our own list\n`,
    )
    const after = await enricher()
    expect(after.name('www.netflix.com').service).toBe('Intranet')
    expect(after.name('store.steampowered.com').service).toBe('Steam')
    expect(after.portService(17, 40_123)).toBe('Intranet')
    const { services } = (await current()).catalogue
    expect(services.filter(({ service }) => service === 'Steam')).toEqual([
      { service: 'Steam', category: 'Download', exclusion: '', wideUse: 'KP', family: '' },
    ])
  })

  it('is part of the hash, stays when networks are put, and goes with a file of nothing but the header', async () => {
    const { hash } = await useReference(lake, undefined)
    const { set } = await put('mine.csv', 'protocol,port,why,source\nudp,40123,ours,our own list\n')
    expect(set.hash).not.toBe(hash)
    expect(enricherOf(set).listedPort(17, 40_123)).toBe(true)
    await put('networks.csv', 'cidr,name\n10.1.0.0/16,office\n')
    expect((await enricher()).listedPort(17, 40_123)).toBe(true)
    await put('ports.csv', 'protocol,port,why,source\n')
    const { hash: without } = await current()
    expect((await enricher()).listedPort(17, 40_123)).toBe(false)
    expect(without).toBe((await useReference(lake, 'cidr,name\n10.1.0.0/16,office\n')).hash)
  })

  it.each(LIST_NAMES)('is read by the rules of the shipped %s.csv', async name => {
    const columns = columnsOf(name)
    await useReference(lake, undefined)
    await expect(put(`${name}.csv`, `${columns.join()}\n${'x,'.repeat(columns.length)}x\n`)).rejects.toThrow(
      `own ${name}.csv line 2: expected ${columns.length} fields`,
    )
  })

  it('may be definitions of reports: in place of all others, kept when networks are put, and no reason to place anything anew', async () => {
    const { hash, enrichment } = await useReference(lake, 'cidr,name\n10.1.0.0/16,office\n')
    expect((await storedReports(lake)).map(({ name }) => name)).toEqual(['daily', 'weekly', 'quarterly'])
    const definition = { name: 'mine', window: 'week', networks: ['office'], sections: ['hours'] }
    const { set, what } = await put('anything.json', JSON.stringify({ reports: [definition] }))
    expect([what, set.enrichment]).toEqual(['reports.json', enrichment])
    expect(set.hash).not.toBe(hash)
    await put('networks.csv', 'cidr,name\n10.1.0.0/16,office\n10.2.0.0/16,lab\n')
    expect((await storedReports(lake)).map(({ name }) => name)).toEqual(['mine'])
    const before = await currentReference(lake)
    for (const [wrong, message] of [
      [
        { networks: ['lobby'] },
        '(reports[0].networks[0]): expected one of the watched networks (office, lab), found "lobby"',
      ],
      [{ sections: ['hour'] }, '(reports[0].sections[0]): expected one of the sections (activity, '],
      [{ events: ['exams'] }, '(reports[0].events[0]): expected one of the sets of events.csv (none), found "exams"'],
    ] as const)
      await expect(put('reports.json', JSON.stringify({ reports: [{ ...definition, ...wrong }] }))).rejects.toThrow(
        message,
      )
    await expect(put('reports.json', '{"reports": [}')).rejects.toThrow(
      'reports.json line 1, column 14: expected a value',
    )
    expect(await currentReference(lake)).toBe(before)
    await put('reports.json', '{"reports": []}')
    expect(await storedReports(lake)).toEqual([])
  })

  it('says what takes seconds where it is of kinds: its rules are asked of the names of all systems, once', async () => {
    const file = join(folder, 'kinds.csv')
    writeFileSync(file, 'kind,excluded_as,words,unless,why,example_asn\neducation,,zweckverband,,ours,64500\n')
    const putFile = () => run('reference', 'put', file, '--lake', folder)
    const first = await putFile()
    expect(first.out).toContain('is current, with this own rows of kinds.csv')
    expect(first.err).toMatch(/^asking rules of names of systems: \d{5} in \d+\.\d s$/m)
    const again = await putFile()
    expect([again.err, again.out]).toEqual(['', expect.stringContaining('the same as before')])
  })

  it('may be events: known by header or name, kept when networks are put, gone with a file of nothing but the header', async () => {
    const { hash } = await useReference(lake, undefined)
    const { what } = await put('tests.csv', 'time,zone,name,set\n2017-04-05,Asia/Pyongyang,a test,missiles\n')
    expect(what).toBe('events.csv')
    const before = await current()
    await put('networks.csv', 'cidr,name\n10.1.0.0/16,office\n')
    expect((await current()).events.map(({ name }) => name)).toEqual(['a test'])
    await expect(put('events.csv', 'name,time,zone,set\na test,5 April,Asia/Pyongyang,missiles\n')).rejects.toThrow(
      'events.csv line 2, column 2 (time): expected a local day or time such as 2017-04-05 or 2017-04-05T06:42, found ' +
        '"5 April"; write it so',
    )
    expect((await current()).events.map(({ name }) => name)).toEqual(['a test'])
    const { set } = await put('events.csv', 'name,time,zone,set,source\n')
    expect(set.events).toEqual([])
    expect(set.hash).toBe((await useReference(lake, 'cidr,name\n10.1.0.0/16,office\n')).hash)
    expect(before.hash).not.toBe(hash)
  })

  it('may say what logs do not: a new set for what is read from then on, and for replays', async () => {
    const first = await useReference(lake, undefined)
    const { what, set } = await put('zones.csv', 'source,time_zone\nuni,Europe/Berlin\n')
    expect(what).toBe('sources.csv')
    expect(set.sources).toEqual([{ source: 'uni', timeZone: 'Europe/Berlin', sampling: null, exporter: '' }])
    expect(set.enrichment).not.toBe(first.enrichment)
    await put('networks.csv', 'cidr,name\n10.1.0.0/16,office\n')
    expect((await enricher()).sources).toEqual(set.sources)
    await expect(put('sources.csv', 'source,time_zone\nuni,CEST\n')).rejects.toThrow(
      'sources.csv line 2, column 2 (time_zone): expected an IANA zone such as Asia/Pyongyang, found "CEST"; look it up in ' +
        'the IANA list',
    )
    expect((await current()).sources).toEqual(set.sources)
    await put('sources.csv', 'source,time_zone,sampling,exporter\n')
    expect((await current()).sources).toEqual([])
  })

  const services = (...rows: string[]) =>
    written('services.csv', ['service,category,exclusion,wide_use,family', ...rows, ''].join('\n'))
  const evidence = (...rows: string[]) => written('evidence.csv', `${EVIDENCE}${rows.join('\n')}\n`)

  it('is put together with those that it refers to, and those that refer to it', async () => {
    await useFiles(lake, [evidence('Intranet,port,udp/40123,,ours'), services('Intranet,Web,,,')])
    expect((await enricher()).portService(17, 40_123)).toBe('Intranet')
    // Neither goes without the other: a service that is called otherwise, and what names it.
    const before = await currentReference(lake)
    const [renamed, naming] = [services('Portal,Web,,,'), evidence('Portal,port,udp/40123,,ours')]
    for (const path of [renamed, naming])
      await expect(useFiles(lake, [path])).rejects.toThrow('a service of services.csv')
    await expect(useFiles(lake, [renamed])).rejects.toThrow(
      'in the set in use: own evidence.csv line 2, column 1 (service): expected a service of services.csv, found "Intranet"; ' +
        'put a right evidence.csv together with what you put',
    )
    expect(await currentReference(lake)).toBe(before)
    const { names } = await useFiles(lake, [renamed, naming])
    expect(names).toEqual(['own/services.csv', 'own/evidence.csv'])
    expect((await enricher()).portService(17, 40_123)).toBe('Portal')
    await useFiles(lake, [services(), evidence()])
    expect((await current()).hash).toBe((await useReference(lake, undefined)).hash)
  })

  it('is refused with all that is put at once, each by its path, and so are two of a kind', async () => {
    const networks = written('networks.csv', 'cidr,name\n10.1.0.0/16,office\n')
    const { hash } = await useReference(lake, undefined)
    const [wrong, also] = [
      services('Mine,Gmae,,,'),
      written('mine.csv', 'protocol,port,why,source\nudp,70000,ours,ours\n'),
    ]
    const error = await useFiles(lake, [networks, wrong, also]).catch(problem => problem)
    expect(error.message.split('\n').map((line: string) => line.replace(/: expected .*/, ''))).toEqual([
      `${wrong}: own services.csv line 2, column 2 (category)`,
      `${also}: own ports.csv line 2, column 2 (port)`,
    ])
    await expect(useFiles(lake, [networks, networks])).rejects.toThrow(
      `reference put: expected one file with networks.csv, found two: ${networks} and ${networks}; put one of them`,
    )
    expect(await currentReference(lake)).toBe(hash)
  })

  it('may be reports about networks and events that come with them, in one word', async () => {
    const definition = { name: 'mine', window: 'week', networks: ['lab'], sections: ['hours'], events: ['exams'] }
    const paths = [
      written('reports.json', JSON.stringify({ reports: [definition] })),
      written('networks.csv', 'cidr,name\n10.2.0.0/16,lab\n'),
      written('events.csv', 'name,time,zone,set\none,2024-03-02,UTC,exams\n'),
    ]
    await useReference(lake, undefined)
    await expect(useFiles(lake, paths.slice(0, 2))).rejects.toThrow('expected one of the sets of events.csv (none)')
    const { out, err } = await run('reference', 'put', ...paths, '--lake', folder)
    expect(err).toBe('')
    expect(out.replace(folder, '<lake>').split('\n')).toEqual([
      expect.stringMatching(
        /^reference \w{16} is current, with reports\.json, networks\.csv and events\.csv; npm run report -- --lake \S+ makes the reports; npm run replay -- --lake \S+ says what they would change; the next report tests the events$/,
      ),
      expect.stringMatching(/^ {2}mine: 7 days of lab/),
    ])
    expect((await run('reference', 'put', ...paths, '--lake', folder)).out).toMatch(/: the same as before\n/)
  })

  const refused: [what: string, file: string, text: string, message: string][] = [
    [
      'evidence by the AS of a cloud',
      'evidence.csv',
      `${EVIDENCE}Steam,domain,a.example,,ours\nSteam,asn,16509,,ours\n`,
      'own evidence.csv line 3, column 3 (value): expected an AS of a single service (a shared one names none; a prefix or a domain may), ' +
        'found "16509 Amazon.com, Inc.: cloud"',
    ],
    [
      'evidence by the AS of a carrier',
      'evidence.csv',
      `${EVIDENCE}Steam,asn,3320,,ours\n`,
      'own evidence.csv line 2, column 3 (value): expected an AS of a single service',
    ],
    [
      'evidence by a port of the web',
      'evidence.csv',
      `${EVIDENCE}Steam,port,tcp/443,,ours\n`,
      'own evidence.csv line 2, column 3 (value): expected a port such as tcp/8333, none of the web (80, 443), found "tcp/443"',
    ],
    [
      'evidence for a service that there is not',
      'evidence.csv',
      `${EVIDENCE}Steam,port,tcp/9,,ours\nNobody,port,tcp/8,,ours\n`,
      'own evidence.csv line 3, column 1 (service): expected a service of services.csv, found "Nobody"',
    ],
    [
      'a category that there is not',
      'services.csv',
      'service,category,exclusion,wide_use,family\nMine,Gmae,,,\n',
      'own services.csv line 2, column 2 (category): expected a category (AdultContent, ',
    ],
    [
      'a misspelt header',
      'ports.csv',
      'protocol,port,why\nudp,1,ours\n',
      'own ports.csv line 1: expected protocol,port,why,source, found protocol,port,why',
    ],
    [
      'a file that is none of the set',
      'notes.txt',
      'hello\n',
      'reference put: expected networks.csv, sources.csv, deleted.csv, events.csv, reports.json or one of services.csv, ',
    ],
  ]
  it.each(refused)('with %s is refused whole, in one line, and the old set stays', async (_, file, text, message) => {
    const { hash } = await useReference(lake, undefined)
    const error = await put(file, text).catch(problem => problem)
    expect(error).toBeInstanceOf(Error)
    expect(error.message).toContain(message)
    expect(error.message).not.toContain('\n')
    expect(await currentReference(lake)).toBe(hash)
  })

  it('names whom an address is, by a prefix of its own within a cloud', async () => {
    await put('services.csv', 'service,category,exclusion,wide_use,family\nIntranet,Web,,,\n')
    await put('evidence.csv', `${EVIDENCE}Intranet,prefix,52.94.236.0/28,,ours\n`)
    const address = parseAddress('52.94.236.1')
    expect(
      (await enricher()).placing(20_000).address(address ?? { family: 0, w0: 0, w1: 0, w2: 0, w3: 0 }),
    ).toMatchObject({
      service: 'Intranet',
      serviceEvidence: 'prefix',
    })
  })
})
