import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFolderStore } from '../../../functions/lib/local/folder-store.ts'
import {
  contentsOf,
  currentReference,
  hashOfReference,
  loadReference,
  type ReferenceFiles,
  readReferenceFiles,
} from '../../../functions/lib/reference/reference-set.ts'
import { ownLakeFolder } from '../../../infra/local/lake-folders.ts'
import { lastLine, type Ran, run } from '../../support/command-line.ts'
import { put, SMALL_NETWORKS, vpcText } from '../../support/small-logs.ts'

const folder = mkdtempSync(join(tmpdir(), 'start-'))
const logs = join(folder, 'logs')
const networks = join(folder, 'networks.csv')
const places = ['--lake', join(folder, 'lake'), '--out', join(folder, 'reports')]

beforeAll(() => {
  writeFileSync(networks, SMALL_NETWORKS)
  put(logs, 'a/first.log', vpcText(['2024-03-01', '2024-03-02', '2024-03-03'], 10))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('npm start -- <files>', () => {
  let first: Ran
  beforeAll(async () => {
    first = await run('start', logs, '--networks', networks, ...places)
  })

  it('says on standard error whom it watches, and counts what it does', () => {
    expect(first.failed).toBe(false)
    expect(first.err).toContain('watching office (10.1.0.0/16)')
    expect(first.err).toMatch(/^normalising uploads: 1 in \d+\.\d s$/m)
    expect(first.err).toMatch(/^publishing days: 3 in \d+\.\d s$/m)
  })

  it('says last what was found, and where index.html lies', () => {
    expect(first.out).toMatch(
      /^1 upload: 19 units read, 18 accepted, 0 without a watched end, 1 no records, 0 rejected/,
    )
    const page = lastLine(first.out).replace(/^report: /, '')
    expect(page).toBe(join(folder, 'reports', 'networks', '2024-03-02', 'index.html'))
    expect(readFileSync(page, 'utf8')).toContain('<!DOCTYPE html>')
  })

  it('says where there is no finding', () => {
    expect(first.out).toContain('- no finding that the data can carry')
  })

  it('says why nobody should rest on it, where it ends with 3', () => {
    expect(first.code).toBe(3)
    expect(first.out).toMatch(
      /^Weak, nobody should rest on it: data quality is 1 of 5 \(logged time, .* was logged.*\)\.$/m,
    )
  })

  it('run again with other files adds them, in the networks of the first run', async () => {
    const more = join(folder, 'more')
    put(more, 'b/second.log.gz', vpcText(['2024-03-04'], 40))
    const second = await run('start', more, ...places)
    expect(second.out).toMatch(/^2 uploads: 26 units read, 24 accepted/)
    expect(second.err).toContain('watching office (10.1.0.0/16)')
    expect(lastLine(second.out)).toContain(join('networks', '2024-03-03', 'index.html'))
  })

  it('run again with the same files changes nothing', async () => {
    const again = await run('start', logs, ...places)
    expect(again.out).toMatch(/^2 uploads: 26 units read, 24 accepted/)
    expect(readFileSync(join(folder, 'reports', 'networks', '2024-03-03', 'run.json'), 'utf8')).toContain(
      '"revision": 1',
    )
  })

  it('is loud where --from and --to leave nothing', async () => {
    const { out, failed } = await run('start', logs, ...places, '--from', '2030-01-01', '--to', '2030-01-05')
    expect(failed).toBe(false)
    expect(out).toMatch(
      /^NOTHING IN THE WINDOW: records reach from 2024-03-01 to 2024-03-04 UTC; check --from and --to\.$/m,
    )
    // What limits the report stands on the terminal as on its first page.
    const page = readFileSync(lastLine(out).replace(/^report: /, ''), 'utf8')
    const shown = out.split('\n').filter(line => page.includes(`<p class="notice">${line}</p>`))
    expect(shown.length).toBeGreaterThan(0)
  })
})

describe('npm start, with --networks and --events', () => {
  const both = join(folder, 'both')
  const store = createFolderStore(join(both, 'lake'))
  const events = join(folder, 'exams.csv')
  const begin = (...args: string[]) => run('start', logs, ...args, '--lake', both, '--out', join(folder, 'both-out'))
  const current = async () => loadReference(store, (await currentReference(store)) ?? '')
  /** Makes a set current that no version of today would: as one of before may be. */
  async function force(change: Partial<ReferenceFiles>): Promise<string> {
    const files = { ...(await readReferenceFiles(store, (await currentReference(store)) ?? '')), ...change }
    const hash = hashOfReference(files)
    for (const [name, bytes] of contentsOf(files)) await store.put(`reference/${hash}/${name}`, bytes)
    await store.put('reference/current.json', JSON.stringify({ hash }))
    return hash
  }

  beforeAll(async () => {
    writeFileSync(events, 'name,time,zone,set\none,2024-03-02,UTC,exams\n')
    await begin('--networks', networks)
  })

  it('puts both, also where the set in use is refused for both; one of them alone is told of the other', async () => {
    const hash = await force({
      'networks.csv': Buffer.from('cidr,name\n10.1.0.0/99,office\n'),
      'events.csv': Buffer.from('name,time,zone,set\none,yesterday,UTC,exams\n'),
    })
    const alone = await begin('--networks', networks)
    expect(alone.code).toBe(1)
    expect(alone.err).toMatch(/in the set in use: events\.csv line 2, .*; name a right one with --events, too/)
    expect((await begin('--events', events)).err).toMatch(
      /in the set in use: networks\.csv line 2, .*; name a right one with --networks, too/,
    )
    expect(await currentReference(store)).toBe(hash)
    expect((await begin('--events', events, '--networks', networks)).failed).toBe(false)
    expect(await current()).toMatchObject({ networks: [{ name: 'office' }], events: [{ name: 'one' }] })
  })

  it('puts none where one is refused, nor where another file of the set is', async () => {
    const before = await currentReference(store)
    const wrong = join(folder, 'wrong.csv')
    writeFileSync(wrong, 'name,time,zone,set\none,yesterday,UTC,exams\n')
    const other = join(folder, 'other-networks.csv')
    writeFileSync(other, 'cidr,name\n10.2.0.0/16,lab\n')
    expect((await begin('--networks', other, '--events', wrong)).err).toContain(`${wrong}: events.csv line 2, `)
    expect(await currentReference(store)).toBe(before)
    const forced = await force({
      'own/services.csv': Buffer.from('service,category,exclusion,wide_use,family\nA,B,,,\n'),
    })
    expect((await begin('--networks', other, '--events', events)).err).toMatch(
      /in the set in use: own services\.csv line 2, .*; npm run doctor -- --lake \S+ tells what to do/,
    )
    expect(await currentReference(store)).toBe(forced)
  })
})

describe('npm start, where nothing can be reported, makes no report and ends with 1', () => {
  const outside = (count: number, salt: number) =>
    vpcText(['2024-03-01', '2024-03-02', '2024-03-03'], salt, count).replaceAll('10.1.0.', '198.51.100.')
  const begin = (name: string, ...args: string[]): Promise<Ran> =>
    run('start', ...args, '--networks', networks, '--lake', join(folder, name), '--out', join(folder, `${name}-out`))

  it('for files in no known format, named with the reason and their first bytes', async () => {
    put(join(folder, 'words'), 'a/words.txt', 'just words\n')
    put(join(folder, 'words'), 'a/more.txt', 'other words\n')
    const { err, failed } = await begin('words-lake', join(folder, 'words'))
    expect(failed).toBe(true)
    expect(err).toContain('no report: expected flow logs in a known format, found none')
    expect(err).toMatch(
      /^ {2}a\/more\.txt: text of an unknown kind: .*Zeek.*; it begins with "other words\\x0a"; 1 more of this kind$/m,
    )
    expect(existsSync(join(folder, 'words-lake-out'))).toBe(false)
  })

  it('for records of which none has a watched end, with the addresses that most of them have', async () => {
    put(join(folder, 'unwatched'), 'a/one.log', outside(3, 10))
    const { out, err, failed } = await begin('unwatched-lake', join(folder, 'unwatched'))
    expect(failed).toBe(true)
    expect(out).toContain('NOTHING WATCHED: none of 18 records has an end in your networks (office 10.1.0.0/16)')
    expect(out).toContain('Most of these have an end in 198.51.100.0/24.')
    expect(out).toContain('add --networks <that file>')
    expect(err).toContain('no report: expected records with an end in your networks, found none')
    expect(existsSync(join(folder, 'unwatched-lake-out'))).toBe(false)
  })

  it('for lines that were all rejected', async () => {
    put(join(folder, 'rejected'), 'a/one.log', vpcText(['2024-03-01'], 10, 2).replaceAll(' 6 1', ' x 1'))
    const { err, failed } = await begin('rejected-lake', join(folder, 'rejected'))
    expect(failed).toBe(true)
    expect(err).toMatch(
      /no report: expected records, found only lines that were rejected; npm run rejects -- --lake \S+ says/,
    )
  })

  it('for a file named by hand that is in no known format, beside a good one', async () => {
    const words = join(folder, 'words', 'a', 'words.txt')
    const { err, failed } = await begin('named-lake', join(logs, 'a/first.log'), words)
    expect(failed).toBe(true)
    expect(err).toContain(
      'expected flow logs in a known format, found others in what was named:\n  a/words.txt: text of an unknown kind',
    )
    expect(existsSync(join(folder, 'named-lake-out'))).toBe(false)
    const good = await begin('named-lake', join(logs, 'a/first.log'))
    expect(good.failed).toBe(false)
    expect(good.out).toMatch(
      /^1 upload in no known format: text of an unknown kind \(1\) \(npm run receipts -- --lake \S+\)$/m,
    )
  })

  it('but makes one where few records have a watched end, loudly', async () => {
    put(join(folder, 'few'), 'a/few.log', vpcText(['2024-03-01', '2024-03-02', '2024-03-03'], 10, 1))
    put(join(folder, 'few'), 'a/many.log', outside(20, 30))
    const { out, failed } = await begin('few-lake', join(folder, 'few'))
    expect(failed).toBe(false)
    expect(out).toContain('ONLY 4.8 % WATCHED: 120 of 126 records have no end in your networks (office 10.1.0.0/16).')
    expect(out).toContain('198.51.100.0/24 (120 ends)')
    expect(lastLine(out)).toMatch(/^report: /)
  })
})

describe('an upload that does not count', () => {
  const home = join(folder, 'standing')
  const at = ['--lake', join(home, 'lake')]
  const all = ['--networks', networks, ...at, '--out', join(home, 'reports')]

  it('is named with why, and its records are in no sum', async () => {
    put(join(home, 'logs'), 'b/first.log', vpcText(['2024-03-01', '2024-03-02', '2024-03-03'], 10))
    put(join(home, 'logs'), 'c/copy.log', vpcText(['2024-03-01', '2024-03-02', '2024-03-03'], 10))
    put(join(home, 'logs'), 'd/moving.log', vpcText(['2024-03-02'], 20))
    put(join(home, 'logs'), 'e/gone.log', vpcText(['2024-03-02'], 60))
    await run('start', join(home, 'logs'), ...all)
    put(join(home, 'logs'), 'd/moving.log', vpcText(['2024-03-02'], 40, 1))
    rmSync(join(home, 'logs', 'e/gone.log'))
    const { out } = await run('start', join(home, 'logs'), ...all)
    expect(out).toMatch(/^2 uploads: 22 units read, 20 accepted, 0 without a watched end, 2 no records, 0 rejected/)
    expect(out).toMatch(/^not counted in it: 1 copy, 1 overwritten, 1 removed \(npm run receipts -- --lake \S+\)$/m)
    const lines: { key: string; upload: string; counts: string; note: string }[] = JSON.parse(
      (await run('receipts', '--format', 'json', ...at)).out,
    )
    const moved = lines.find(({ key, counts }) => key === 'd/moving.log' && counts === 'yes')
    const told = lines.map(({ key, counts, note }) => `${key} ${counts} ${note}`).sort()
    expect(told).toEqual([
      'b/first.log yes ',
      'c/copy.log no copy of b/first.log, does not count',
      `d/moving.log no overwritten by ${moved?.upload}, does not count`,
      'd/moving.log yes ',
      'e/gone.log no removed, does not count',
    ])
  })

  it('stays where the folder that was named is not there, which is said', async () => {
    renameSync(join(home, 'logs'), join(home, 'moved'))
    put(join(home, 'other'), 'f/other.log', vpcText(['2024-03-02'], 80))
    const lost = await run('start', join(home, 'other'), ...all)
    expect(lost.err).toContain(`left as they were: 3 uploads of ${join(home, 'logs')}, which is not there`)
    expect(lost.out).toMatch(/^3 uploads: 29 units read, 26 accepted/)
    const found = await run('start', join(home, 'moved'), ...all)
    expect(found.err).not.toContain('left as they were')
    expect(found.out).toMatch(/^3 uploads: 29 units read, 26 accepted/)
  })
})

describe('without --lake', () => {
  it('own logs have a lake of their own, whether a study was made before or not', () => {
    expect(ownLakeFolder(undefined)).toBe(join(import.meta.dirname, '../../../.lake'))
  })
})

describe('npm start refuses', () => {
  const refusals: [what: string, args: string[], message: string][] = [
    [
      'a --from after --to',
      [logs, '--from', '2024-03-02', '--to', '2024-03-01'],
      'expected --from at or before --to, found 2024-03-02 after 2024-03-01',
    ],
    [
      '--networks for the study',
      ['--networks', networks],
      '--networks: expected your own logs with it, found no file or folder',
    ],
    ['--records for own logs', [logs, '--records', '10'], '--records and --seed: expected no files with them'],
    ['a path that is not there', [join(folder, 'nothing')], 'found nothing at'],
    ['what is neither file nor folder', ['/dev/null'], 'found /dev/null: neither a file nor a folder'],
    [
      'a networks.csv that is not there',
      [logs, '--networks', join(folder, 'no.csv')],
      'networks.csv: expected a file that can be read at',
    ],
  ]
  it.each(refusals)('%s, and makes no lake', async (_, args, message) => {
    const lake = join(folder, 'refused')
    const { err, out, failed } = await run('start', ...args, '--lake', lake, '--out', join(folder, 'r'))
    expect(failed).toBe(true)
    expect(err).toContain(message)
    expect(out).toBe('')
    expect(existsSync(join(lake, 'lake', 'ledger'))).toBe(false)
  })

  it('to make the study in a folder that holds anything else', async () => {
    const home = join(folder, 'home')
    put(home, 'study/notes.txt', 'mine')
    put(home, 'letters/a.txt', 'mine')
    const { err, failed } = await run('start', '--lake', home)
    expect(failed).toBe(true)
    expect(err).toContain('--lake: expected an empty folder or a former study')
    expect(readFileSync(join(home, 'letters/a.txt'), 'utf8')).toBe('mine')
  })

  it('to add own logs to the study', async () => {
    put(join(folder, 'a-study'), 'study/made.json', '{}')
    const { err, failed } = await run('start', logs, '--lake', join(folder, 'a-study'), '--out', join(folder, 'r'))
    expect(failed).toBe(true)
    expect(err).toContain('--lake: expected a folder for your own logs, found the study')
    expect(existsSync(join(folder, 'a-study', 'lake'))).toBe(false)
  })

  it('to make the study in the lake of own logs', async () => {
    const { err, failed } = await run('start', ...places)
    expect(failed).toBe(true)
    expect(err).toContain('--lake: expected an empty folder or a former study')
    expect(existsSync(join(folder, 'lake', 'uploads.json'))).toBe(true)
  })

  it('a malformed networks.csv whole, with line and column, and the old one stays', async () => {
    const bad = join(folder, 'bad.csv')
    writeFileSync(bad, 'cidr,name,time_zone\n10.1.0.0/16,office,Asia/Pyongyang\n10.2.0.0/99,home,UTC\n')
    const { err, failed } = await run('start', logs, '--networks', bad, ...places)
    expect(failed).toBe(true)
    expect(err).toMatch(/bad\.csv: networks\.csv line 3, column 1 \(cidr\): expected .*, found "10\.2\.0\.0\/99"/)
    expect((await run('reference', ...places.slice(0, 2))).out).toContain('watches 10.1.0.0/16 as office')
  })

  it('options that npm kept for itself, since they stood before --', async () => {
    process.env.npm_config_networks = networks
    try {
      const { err, failed } = await run('start', logs, ...places)
      expect(failed).toBe(true)
      expect(err).toContain('expected options behind --, found --networks before it; write npm start -- --networks …')
      process.env.npm_config_format = 'csv'
      const { err: ofReceipts } = await run('receipts')
      expect(ofReceipts).toContain('found --format before it; write npm run receipts -- --format …')
    } finally {
      delete process.env.npm_config_networks
      delete process.env.npm_config_format
    }
  })
})

describe('a folder with files of all kinds', () => {
  it('is read but for what cannot be read, which is named and counted', async () => {
    const odd = join(folder, 'odd')
    put(odd, 'line\nfeed/🦄.log', vpcText(['2024-03-01'], 10))
    put(odd, '..x/hidden.log', vpcText(['2024-03-01'], 20))
    put(odd, 'empty.log', '')
    mkdirSync(join(odd, 'folder-without-files'))
    symlinkSync('empty.log', join(odd, 'link.log'))
    symlinkSync('.', join(odd, 'circle'))
    symlinkSync('nowhere', join(odd, 'dangling'))
    put(odd, 'secret.log', vpcText(['2024-03-02'], 50))
    chmodSync(join(odd, 'secret.log'), 0o000)
    // Who runs as root may read everything.
    const isRoot = process.getuid?.() === 0
    const { out, err } = await run(
      'start',
      odd,
      '--lake',
      join(folder, 'odd-lake'),
      '--out',
      join(folder, 'odd-reports'),
    )
    expect(err).toContain(`left out ${join(odd, 'circle')}: neither a file nor a folder`)
    expect(err).toContain(`left out ${join(odd, 'dangling')}: neither a file nor a folder`)
    if (!isRoot) expect(err).toContain(`left out ${join(odd, 'secret.log')}: no permission to read it`)
    expect(out).toMatch(new RegExp(`^${isRoot ? 2 : 3} found and left out, named above$`, 'm'))
    expect(out).toMatch(new RegExp(`^${isRoot ? 4 : 3} uploads: `, 'm'))
    const { out: receipts } = await run('receipts', '--lake', join(folder, 'odd-lake'))
    expect(receipts).toContain('line\\u{a}feed/🦄.log')
    expect(receipts).toMatch(/link\.log .*the file is empty/)
  })
})
