/** `npm run doctor`: a lake is damaged in each way; it is said, and mended to what it was. */
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { markDirty } from '../../../functions/lib/ledger/days.ts'
import { createFolderStore } from '../../../functions/lib/local/folder-store.ts'
import { hashOfReference, readReferenceFiles } from '../../../functions/lib/reference/reference-set.ts'
import { type Ran, run } from '../../support/command-line.ts'
import { put, SMALL_NETWORKS, vpcText } from '../../support/small-logs.ts'

const folder = mkdtempSync(join(tmpdir(), 'doctor-'))
const lake = join(folder, 'lake')
const root = join(lake, 'lake')
const doctor = (...args: string[]): Promise<Ran> => run('doctor', ...args, '--lake', lake)
const rows = async (): Promise<string> => {
  const sql =
    "select dt, upload_id, count(*) as n, sum(bytes_out) as bytes from flows where dt > '2024' group by dt, upload_id order by dt, upload_id"
  return (await run('query', sql, '--format', 'csv', '--lake', lake)).out
}
/** The first file below a folder of the lake whose path holds the word. */
const fileOf = (name: string, word = ''): string => {
  const found = readdirSync(join(root, name), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && !entry.name.startsWith('.'))
    .map(entry => join(entry.parentPath, entry.name))
    .filter(path => path.includes(word))
    .sort()
  return found[0] ?? ''
}
/** Bytes in the middle are others. */
function damage(path: string): void {
  const bytes = readFileSync(path)
  bytes.fill(0x5a, bytes.length >> 2, bytes.length >> 1)
  writeFileSync(path, bytes)
}
const tableFile = (name: string, dt: string): string => {
  const { tables } = JSON.parse(readFileSync(join(root, `published/dt=${dt}.json`), 'utf8'))
  return join(root, tables[name].location, 'part-0.parquet')
}
const keyFileOf = (key: string): string => {
  const names = readdirSync(join(root, 'ledger/keys')).map(name => join(root, 'ledger/keys', name))
  return names.find(path => readFileSync(path, 'utf8').includes(JSON.stringify(key))) ?? ''
}
const receiptOf = (key: string): string => {
  const names = readdirSync(join(root, 'ledger/uploads')).map(name => join(root, 'ledger/uploads', name))
  return names.find(path => readFileSync(path, 'utf8').includes(JSON.stringify(key))) ?? ''
}

const currentSet = (): string => JSON.parse(readFileSync(join(root, 'reference/current.json'), 'utf8')).hash
const rangesOf = (data: string): string => {
  const editions = readFileSync(join(root, 'reference', currentSet(), 'editions.csv'), 'utf8')
  return new RegExp(`^${data},.*,([0-9a-f]{16})$`, 'm').exec(editions)?.[1] ?? ''
}
const ofRanges = (name: string): string => join(root, 'reference/ranges', name)
const kindsFile = (): string => fileOf('reference/ranges', '.kinds')
/** Makes a set current that has other texts in some of its files, as a version that knew other rules would have put it. */
async function putUnread(texts: Record<string, string>): Promise<string> {
  const store = createFolderStore(root)
  const before = currentSet()
  const files = await readReferenceFiles(store, before)
  const changed = Object.entries(texts).map(([name, text]) => [name, new TextEncoder().encode(text)])
  const hash = hashOfReference({ ...files, ...Object.fromEntries(changed) })
  cpSync(join(root, 'reference', before), join(root, 'reference', hash), { recursive: true })
  mkdirSync(join(root, 'reference', hash, 'own'), { recursive: true })
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(root, 'reference', hash, name), text)
  writeFileSync(join(root, 'reference/current.json'), JSON.stringify({ hash }))
  return hash
}

beforeAll(async () => {
  writeFileSync(join(folder, 'networks.csv'), SMALL_NETWORKS)
  put(join(folder, 'logs'), 'a/first.log', `${vpcText(['2024-03-01', '2024-03-02', '2024-03-03'], 10)}too few\n`)
  put(join(folder, 'logs'), 'b/second.log.gz', vpcText(['2024-03-02'], 40))
  const places = ['--lake', lake, '--out', join(folder, 'reports')]
  await run('start', join(folder, 'logs'), '--networks', join(folder, 'networks.csv'), ...places)
})
afterAll(() => rmSync(folder, { recursive: true }))

const damages: [what: string, said: RegExp, damage: () => unknown][] = [
  [
    'a lost landing object',
    /^landing object is missing: its upload is normalised again$/m,
    () => rmSync(fileOf('landing')),
  ],
  ['a damaged landing object', /^landing object is damaged/m, () => damage(fileOf('landing'))],
  ['a cut landing object', /^landing object is damaged/m, () => writeFileSync(fileOf('landing'), 'PAR1')],
  [
    'a lost list of refused lines',
    /^list of refused lines is missing/m,
    // Those of readings before it lie there too.
    () => rmSync(join(root, JSON.parse(readFileSync(receiptOf('a/first.log'), 'utf8')).rejects)),
  ],
  [
    'a damaged receipt',
    /^damaged receipt: it is made again of its file$/m,
    () => writeFileSync(receiptOf('a/first.log'), '{'),
  ],
  ['a lost receipt', /^upload without a receipt/m, () => rmSync(receiptOf('b/second.log.gz'))],
  ['a lost key file', /^receipt without a key file/m, () => rmSync(keyFileOf('a/first.log'))],
  ['a damaged key file', /^damaged key file/m, () => writeFileSync(keyFileOf('a/first.log'), '[]')],
  [
    'a delivery that died',
    /^delivery that did not come to its end/m,
    () => {
      const path = keyFileOf('a/first.log')
      writeFileSync(path, readFileSync(path, 'utf8').replace('"open": null', '"open": "dead"'))
    },
  ],
  [
    'lost hints',
    /^3 × day that does not know of an upload/m,
    () => {
      const id = JSON.parse(readFileSync(receiptOf('a/first.log'), 'utf8')).uploadId
      for (const dt of readdirSync(join(root, 'ledger/days')))
        for (const name of readdirSync(join(root, 'ledger/days', dt)))
          if (name.startsWith(id)) rmSync(join(root, 'ledger/days', dt, name), { recursive: true })
    },
  ],
  [
    'a lost file of a table',
    /^file of a table is missing: the day is made anew/m,
    () => rmSync(tableFile('contacts', '2024-03-02')),
  ],
  ['a damaged file of a table', /^file of a table is damaged/m, () => damage(tableFile('flows', '2024-03-01'))],
  [
    'a damaged file of a run that is none any more',
    /^damaged file beside the tables/m,
    () => damage(fileOf('inputs_uploads', '2024-03-01')),
  ],
  ['a damaged manifest', /^damaged manifest/m, () => writeFileSync(fileOf('published', '2024-03-02'), '{}')],
  ['a lost partition', /^partition that points elsewhere than its manifest/m, () => rmSync(fileOf('catalogue/flows'))],
  ['a damaged partition', /^damaged partition/m, () => writeFileSync(fileOf('catalogue/flows'), '{}')],
  [
    'a day that is not published',
    /^day that changed and is not published/m,
    () => markDirty(createFolderStore(root), ['2024-03-02'], 'dead'),
  ],
  [
    'what rules say of names, lost',
    /^what rules say of names of systems is missing: harmless, but slow: .*\n {2}reference\/ranges\/\w{16}-\w{16}\.kinds$/m,
    () => rmSync(kindsFile()),
  ],
  [
    'what rules say of names, cut',
    /^what rules say of names of systems is damaged: .* worked out anew\n {2}\S+\.kinds: 1000 bytes of 1\d{5}$/m,
    () => writeFileSync(kindsFile(), readFileSync(kindsFile()).subarray(0, 1000)),
  ],
  [
    'what rules say of names, with other bytes',
    /^what rules say of names of systems is damaged: .*\n {2}\S+\.kinds: other bytes than were worked out$/m,
    () => damage(kindsFile()),
  ],
  [
    'ranges with other bytes',
    /^ranges of an edition are damaged: they are those of the installed data\n {2}\S+\.bin, of 20\d\d-\d\d-\d\d$/m,
    () => damage(ofRanges(`${rangesOf('country')}.bin`)),
  ],
  ['lost ranges', /^ranges of an edition are missing: they are/m, () => rmSync(ofRanges(`${rangesOf('asn')}.bin`))],
  [
    'what rules of another set say, where it is of none',
    /^damaged file beside sets that are not current: harmless until .*\n {2}\S+-0{16}\.kinds$/m,
    () => copyFileSync(kindsFile(), ofRanges(`${rangesOf('asn')}-${'0'.repeat(16)}.kinds`)),
  ],
  [
    'a shipped list that is refused',
    /^file of the reference set that this version refuses: .*\n {2}\S+\/academic\.csv: academic\.csv line 3, column 1 \(domain\): expected a domain /m,
    () => putUnread({ 'academic.csv': 'domain,refused\nox.ac.uk,\nOx.AC,\n' }),
  ],
  [
    'a file of the set that uploads were read with, lost',
    /^2 × reference set of uploads that cannot be read \(\S+\/services\.csv: expected a file of the reference set, found none.*its upload is normalised again$/m,
    async () => {
      const before = currentSet()
      const events = join(folder, 'events.csv')
      writeFileSync(events, 'name,time,zone,set\na test,2024-03-02,UTC,tests\n')
      await run('reference', 'put', events, '--lake', lake)
      // What other tests put in the meantime is not what the uploads were read with.
      const read = new Set(
        ['a/first.log', 'b/second.log.gz'].map(key => JSON.parse(readFileSync(receiptOf(key), 'utf8')).reference),
      )
      expect(read).not.toContain(currentSet())
      expect(before).not.toBe(currentSet())
      for (const hash of read) rmSync(join(root, 'reference', hash, 'services.csv'))
    },
  ],
  [
    'what dead processes left',
    /^half-written file of a process that ended[\s\S]*^landing object that no receipt names/m,
    () => {
      const left = [
        join(root, 'landing/.part-1-1'),
        join(root, 'landing/dt=2024-03-01', `${'0'.repeat(32)}-abc.parquet`),
      ]
      for (const path of left) {
        writeFileSync(path, 'half')
        utimesSync(path, 1, 1)
      }
    },
  ],
]

describe('npm run doctor', () => {
  it('finds nothing in a sound lake, and ends with 0', async () => {
    expect(await doctor()).toMatchObject({ out: 'nothing is wrong', code: 0 })
  })

  it.each(damages)('finds %s, and mends it', async (_, said, damageLake) => {
    const before = await rows()
    await damageLake()
    const found = await doctor()
    expect(found.out).toMatch(said)
    expect(found.out).toMatch(/^npm run doctor -- --mend --lake \S+ mends what can be$/m)
    expect(found.code).toBe(1)
    const mended = await doctor('--mend')
    expect(mended.out).toMatch(/^mended; examined again: nothing is wrong$/m)
    expect(mended.code).toBe(0)
    expect(await rows()).toBe(before)
  })

  it('says what it cannot mend: the file that it would need is not there', async () => {
    rmSync(fileOf('landing', JSON.parse(readFileSync(receiptOf('b/second.log.gz'), 'utf8')).uploadId))
    renameSync(join(folder, 'logs/b/second.log.gz'), join(folder, 'second'))
    const { out, code } = await doctor('--mend')
    expect(code).toBe(1)
    expect(out).toContain('put it back, or withdraw it with remove')
    renameSync(join(folder, 'second'), join(folder, 'logs/b/second.log.gz'))
    expect((await doctor('--mend')).code).toBe(0)
  })

  it('says each own file that is refused, by line and column, and what to do: the right one is put', async () => {
    const before = currentSet()
    const own = await putUnread({
      'own/services.csv': 'service,category,exclusion,wide_use,family\nIntranet,Web,,,\nOracle,Telepathy,,,\n',
      'own/ports.csv': 'protocol,port,why,source\nudp,70000,ours,ours\n',
      'events.csv': 'name,time,zone,set\na test,5 April,Asia/Pyongyang,missiles\n',
    })
    const { out, code } = await doctor('--mend')
    expect(code).toBe(1)
    expect(out).toMatch(
      /^3 × file of the reference set that this version refuses: .* put all at once \(npm run reference -- put <copies> --lake/m,
    )
    const at = (file: string) => join(root, 'reference', own, file)
    for (const line of [
      `${at('own/services.csv')}: own services.csv line 3, column 2 (category): expected a category `,
      `${at('own/ports.csv')}: own ports.csv line 2, column 2 (port): expected a port from 1 to 65535, found "70000"`,
      `${at('events.csv')}: events.csv line 2, column 2 (time): expected a local day or time`,
    ])
      expect(out).toContain(line)

    const corrected = ['own/services.csv', 'own/ports.csv', 'events.csv'].map(file => {
      const copy = join(folder, basename(file))
      const text = readFileSync(at(file), 'utf8')
      writeFileSync(copy, text.replace('Telepathy', 'Web').replace('70000', '7000').replace('5 April', '2024-04-05'))
      return copy
    })
    expect((await run('reference', 'put', corrected[0] ?? '', '--lake', lake)).err).toMatch(
      /in the set in use: own ports\.csv line 2, .*; put a right ports\.csv together with what you put$/m,
    )
    expect((await run('reference', 'put', ...corrected, '--lake', lake)).failed).toBe(false)
    expect((await doctor()).out).toBe('nothing is wrong')
    writeFileSync(join(root, 'reference/current.json'), JSON.stringify({ hash: before }))
  })

  it('says a row that does not fit the rows of other lists', async () => {
    const before = currentSet()
    await putUnread({
      'own/evidence.csv': 'service,type,value,expected_as_name,source\nNobody,domain,a.example,,ours\n',
    })
    expect((await doctor()).out).toMatch(
      /evidence\.csv: own evidence\.csv line 2, column 1 \(service\): expected a service of/,
    )
    writeFileSync(join(root, 'reference/current.json'), JSON.stringify({ hash: before }))
  })

  it('says which edition is to be brought again, where its ranges are not those installed', async () => {
    const before = currentSet()
    const csv = readFileSync(join(root, 'reference', before, 'editions.csv'), 'utf8')
    const own = csv.replace(/^(country,.*,)[0-9a-f]{16}$/m, `$1${'0'.repeat(16)}`)
    writeFileSync(ofRanges(`${'0'.repeat(16)}.bin`), 'no ranges')
    await putUnread({ 'editions.csv': own })
    expect((await doctor()).out).toMatch(
      /^ranges of an edition are damaged: bring the edition again \(npm run reference -- add --country <file> --date 20\d\d/m,
    )
    expect((await doctor('--mend')).out).toMatch(/^ranges of an edition are missing: bring the edition again/m)
    writeFileSync(join(root, 'reference/current.json'), JSON.stringify({ hash: before }))
    expect((await doctor()).out).toBe('nothing is wrong')
  })

  it('says of folders that are not there, and of a newer version', async () => {
    renameSync(join(folder, 'logs'), join(folder, 'away'))
    const manifest = fileOf('published', '2024-03-01')
    const text = readFileSync(manifest, 'utf8')
    writeFileSync(manifest, text.replace(/"software": "[^"]*"/, '"software": "99.0.0"'))
    const { out } = await doctor()
    expect(out).toMatch(/^folder of uploads that is not there: mount it[\s\S]*: 2 uploads$/m)
    expect(out).toMatch(/^day of a newer version: this is \d[\s\S]*2024-03-01, by 99\.0\.0$/m)
    renameSync(join(folder, 'away'), join(folder, 'logs'))
    writeFileSync(manifest, text)
    expect((await doctor()).out).toBe('nothing is wrong')
  })

  it.skipIf(process.getuid?.() === 0)('says what may not be read', async () => {
    chmodSync(join(root, 'landing'), 0o000)
    const { out, code } = await doctor()
    chmodSync(join(root, 'landing'), 0o755)
    expect([code, out]).toEqual([1, expect.stringContaining('no permission: make the whole folder your own')])
  })

  it('says of a reference set that is not whole', async () => {
    const set = JSON.parse(readFileSync(join(root, 'reference/current.json'), 'utf8')).hash
    rmSync(join(root, 'reference', set, 'networks.csv'))
    const { err, code } = await doctor()
    expect([code, err]).toEqual([1, expect.stringContaining('expected a file of the reference set, found none')])
  })
})
