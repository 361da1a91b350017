import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFolderCatalogue } from '../../../functions/lib/local/folder-catalogue.ts'
import { createFolderStore } from '../../../functions/lib/local/folder-store.ts'
import type { ObjectStore } from '../../../functions/lib/ports.ts'
import { describeCatalogue } from '../../support/contracts/catalogue.ts'
import { describeObjectStore, keysOf, streamed } from '../../support/contracts/object-store.ts'

function openFolder() {
  const root = mkdtempSync(join(tmpdir(), 'folder-store-'))
  return { root, store: createFolderStore(root), close: () => rmSync(root, { recursive: true }) }
}

describeObjectStore('on a folder', openFolder)

describeCatalogue('on a folder', () => {
  const { store, close } = openFolder()
  return { catalogue: createFolderCatalogue(store), close }
})

describe('the catalogue on a folder', () => {
  it('refuses a partition that somebody else wrote, naming it', async () => {
    const { store, close } = openFolder()
    const catalogue = createFolderCatalogue(store)
    await store.put('catalogue/flows/dt=2017-04-20.json', '{"place":"x"}')
    await expect(catalogue.locate('flows', '2017-04-20')).rejects.toThrow(
      'catalogue/flows/dt=2017-04-20.json: expected {"location": …}',
    )
    close()
  })

  it('lists nothing but partitions', async () => {
    const { store, close } = openFolder()
    const catalogue = createFolderCatalogue(store)
    await catalogue.point('flows', '2017-04-20', 'flows/a/')
    await store.put('catalogue/flows/notes.txt', 'x')
    expect(await catalogue.list('flows')).toEqual([{ dt: '2017-04-20', location: 'flows/a/' }])
    close()
  })
})

describe('the folder', () => {
  let folder: ReturnType<typeof openFolder>
  let root: string
  let store: ObjectStore
  beforeEach(() => {
    folder = openFolder()
    root = folder.root
    store = folder.store
  })
  afterEach(() => folder.close())

  const filesIn = () =>
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => entry.name)

  it('holds each object as a file that any tool opens', async () => {
    await store.put('reports/index.html', '<p>x')
    expect(readFileSync(join(root, 'reports', 'index.html'), 'utf8')).toBe('<p>x')
    writeFileSync(join(root, 'reports', 'by-hand.csv'), 'a,b\n')
    expect(await keysOf(store, 'reports/')).toEqual(['reports/by-hand.csv', 'reports/index.html'])
    expect(await streamed(store, 'reports/by-hand.csv')).toBe('a,b\n')
  })

  it('is made where it is missing, and kept where it is there', async () => {
    const deeper = join(root, 'not', 'yet')
    await createFolderStore(deeper).put('a', 'kept')
    expect(await streamed(createFolderStore(deeper), 'a')).toBe('kept')
  })

  it('is left without temporary files and empty folders', async () => {
    await store.put('a/b/c/d', 'x')
    await store.put('a/e', 'x', { ifNoneMatch: '*' })
    await expect(store.put('a/e', 'y', { ifNoneMatch: '*' })).rejects.toThrow()
    await store.delete(['a/b/c/d', 'a/e'])
    expect(filesIn().filter(name => !name.startsWith('.lock.sqlite'))).toEqual([])
    expect(readdirSync(root).filter(name => !name.startsWith('.lock.sqlite'))).toEqual([])
  })

  it('hides its own lock and half-written files from listings', async () => {
    await store.put('a', 'x', { ifNoneMatch: '*' })
    writeFileSync(join(root, '.part-1-1'), 'half of somethi')
    expect(filesIn().sort()).toEqual(expect.arrayContaining(['.lock.sqlite', '.part-1-1', 'a']))
    expect(await keysOf(store, '')).toEqual(['a'])
  })

  it.each(['a/', '/a', 'a//b', 'a\0b', 'x'.repeat(256), `a/${'é'.repeat(128)}`])(
    'refuses a key that a path cannot carry: %j',
    async key => {
      await expect(store.put(key, 'x')).rejects.toThrow(
        'expected parts of 1 to 255 bytes without "." and "..", at most 1024 bytes in all',
      )
      expect(filesIn()).toEqual([])
    },
  )

  it('never leaves the root, whatever the key', async () => {
    const inner = createFolderStore(join(root, 'inner'))
    writeFileSync(join(root, 'secret'), 'x')
    for (const key of ['../secret', 'a/../../secret', '..\\secret']) {
      const found = await inner.get(key).catch(() => undefined)
      expect(found, key).toBeUndefined()
    }
  })

  it('refuses an object at the folder of others, and one below an object, and keeps both as they were', async () => {
    await store.put('a/b', 'kept')
    await expect(store.put('a', 'x')).rejects.toThrow()
    await expect(store.put('a/b/c', 'x')).rejects.toThrow()
    expect(await keysOf(store, '')).toEqual(['a/b'])
    expect(await streamed(store, 'a/b')).toBe('kept')
  })

  it('lets a caller leave a body unread whose object goes away', async () => {
    const uncaught: unknown[] = []
    const listeners = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    process.on('uncaughtException', error => uncaught.push(error))
    try {
      await store.put('a', 'one')
      await store.stream('a')
      folder.close()
      createFolderStore(root)
      await new Promise(done => setTimeout(done, 50))
    } finally {
      process.removeAllListeners('uncaughtException')
      for (const listener of listeners) process.on('uncaughtException', listener)
    }
    expect(uncaught).toEqual([])
  })

  it('lists every object that it accepted, or refuses its key', async () => {
    const keys = ['team/.part-0.log', 'team/.lock.sqlite.log', '.part-x/a.log']
    const accepted: string[] = []
    for (const key of keys)
      await store.put(key, 'x').then(
        () => accepted.push(key),
        () => undefined,
      )
    expect(await keysOf(store, '')).toEqual(accepted.sort())
  })
})

/** A writer of its own, which says when it is ready, waits, and says what it won. */
interface Writer {
  next(): Promise<unknown>
  go(): void
}

describe('two writers on one folder', () => {
  const scripts = mkdtempSync(join(tmpdir(), 'folder-writer-'))
  afterAll(() => rmSync(scripts, { recursive: true }))
  const writer = join(scripts, 'writer.mjs')
  const source = resolve(import.meta.dirname, '../../../functions/lib/local/folder-store.ts')
  writeFileSync(
    writer,
    `import { parentPort, workerData } from 'node:worker_threads'
import { createFolderStore } from ${JSON.stringify(source)}
const [root, name] = workerData ?? process.argv.slice(2)
const port = parentPort ?? process
const say = what => (parentPort ? parentPort.postMessage(what) : process.send(what))
const store = createFolderStore(root)
port.once('message', async () => {
  const won = []
  for (let at = 0; at < 60; at++)
    await store.put('key-' + at, name, { ifNoneMatch: '*' }).then(() => won.push(at), error => {
      if (error.name !== 'PreconditionFailed') throw error
    })
  for (let at = 0; at < 40; at++) {
    for (;;) {
      const known = await store.get('count')
      const next = String(Number(new TextDecoder().decode(known.bytes)) + 1)
      const done = await store.put('count', next, { ifMatch: known.head.etag }).then(() => true, error => {
        if (error.name !== 'PreconditionFailed') throw error
        return false
      })
      if (done) break
    }
  }
  // Under one name, without a condition: each write is a file of its own beside it.
  for (let at = 0; at < 200; at++) await store.put('last', name.repeat(10_000))
  say(won)
  if (!parentPort) process.disconnect()
})
say('ready')
`,
  )

  const next = (from: ChildProcess | Worker) =>
    new Promise<unknown>((done, failed) => {
      from.once('message', done)
      from.once('error', failed)
      from.once('exit', (code: number) => failed(new Error(`writer ended with ${code}`)))
    })
  const processOf = (root: string, name: string): Writer => {
    const child = fork(writer, [root, name], { execArgv: [] })
    return { next: () => next(child), go: () => child.send('go') }
  }
  const threadOf = (root: string, name: string): Writer => {
    const thread = new Worker(writer, { workerData: [root, name], execArgv: [] })
    return { next: () => next(thread), go: () => thread.postMessage('go') }
  }

  it.each([
    ['processes', processOf],
    ['threads of a process', threadOf],
  ])('win each key once, lose no addition and write nothing half: %s', async (_, writerOf) => {
    const { root, store, close } = openFolder()
    await store.put('count', '0')
    const writers = ['one', 'two'].map(name => writerOf(root, name))
    await Promise.all(writers.map(one => one.next()))
    const results = writers.map(one => one.next())
    for (const one of writers) one.go()
    const won = (await Promise.all(results)) as number[][]
    expect(won.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, at) => at))
    for (const at of won[0] ?? []) expect(await streamed(store, `key-${at}`)).toBe('one')
    for (const at of won[1] ?? []) expect(await streamed(store, `key-${at}`)).toBe('two')
    expect(await streamed(store, 'count')).toBe('80')
    expect(['one', 'two'].map(name => name.repeat(10_000))).toContain(await streamed(store, 'last'))
    close()
  })
})

it('says what was found where no folder can be made, and does not try for ever', () => {
  expect(() => createFolderStore('/proc/flowcensus/lake')).toThrow(
    '/proc/flowcensus/lake: expected a place to write to, found a place that takes no folder (ENOENT); ' +
      'give it room or rights, or name another folder',
  )
})

// No file can be made in /sys, by anybody.
it.skipIf(process.platform !== 'linux')('says what was found where a folder takes no file', async () => {
  await expect(createFolderStore('/sys').put('report.json', '{}')).rejects.toThrow(
    /^\/sys\/report\.json: expected a place to write to, found .+ \(E[A-Z]+\); give it room or rights, or name another folder$/,
  )
})
