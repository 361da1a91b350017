/** What every object store of the product must do; each implementation's test file runs this suite with its factory. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ByteRange, ObjectMissing, type ObjectStore, PreconditionFailed } from '../../../functions/lib/ports.ts'

export interface OpenStore {
  store: ObjectStore
  /** Removes what the store holds. */
  close(): void | Promise<void>
}

const utf8 = (bytes: Uint8Array) => new TextDecoder('utf-8', { fatal: true }).decode(bytes)

/** Everything that an iterable gives, in order. */
export async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

/** Text of an object as `stream` gives it. */
export async function streamed(store: ObjectStore, key: string): Promise<string> {
  const { body } = await store.stream(key)
  return utf8(Buffer.concat(await allOf(body)))
}

/** Keys below a prefix as `list` gives them. */
export const keysOf = async (store: ObjectStore, prefix: string): Promise<string[]> =>
  (await allOf(store.list(prefix))).map(({ key }) => key)

const inOrder = (keys: readonly string[]): string[] =>
  [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))

/** Keys that real uploads have, and that break stores which treat a key as a URL, a pattern or a command. */
const ODD_KEYS = {
  'a space': 'team/my flows.log',
  'a plus': 'team/a+b.log',
  'a percent escape, which is not decoded': 'team/a%2Fb%20c.log',
  'the characters of a query': 'team/?a=1&b=2#c',
  'a partition of Hive': 'dt=2017-04-20/part-0.parquet',
  quotes: `team/it's "it".log`,
  'a backslash': 'team\\a.log',
  'the characters of a pattern': 'team/*?[a-z]{1}.log',
  'a colon': 'team/10:00:00.log',
  'a tilde and a dollar': '~/$HOME.log',
  'a leading dot': '.hidden/.log',
  'parts of three dots': 'team/.../x..log',
  'a leading dash': '-rf/--.log',
  'a line end': 'team/a\nb.log',
  'a tab': 'team/a\tb.log',
  'letters beyond ASCII': 'équipe/평양/журнал.log',
  'a composed letter': 'team/\u00e9.log',
  'a decomposed letter, another key than the composed one': 'team/e\u0301.log',
  'a character beyond 16 bits': 'team/😀.log',
  'capitals, another key than the small letters': 'TEAM/A+B.LOG',
  '1,024 bytes': `${'d'.repeat(199)}/`.repeat(5).concat('f'.repeat(24)),
}

const REFUSED_KEYS = ['', '..', '../x', 'a/..', 'a/../b', 'a/../../b', '.', './a', 'a/.', 'a/./b', 'x'.repeat(1025)]

/** Registers the suite. `open` gives an empty store for each test. */
export function describeObjectStore(name: string, open: () => OpenStore | Promise<OpenStore>): void {
  describe(`the object store ${name}`, () => {
    const files = mkdtempSync(join(tmpdir(), 'object-store-'))
    let opened: OpenStore
    let store: ObjectStore
    beforeEach(async () => {
      opened = await open()
      store = opened.store
    })
    afterEach(() => opened.close())
    afterAll(() => rmSync(files, { recursive: true }))

    describe('reading', () => {
      it('gives back the bytes that were put, text as UTF-8', async () => {
        const bytes = Uint8Array.from({ length: 256 }, (_, at) => at)
        await store.put('bytes', bytes)
        await store.put('text', 'Größe 평양')
        expect([...((await store.get('bytes'))?.bytes ?? [])]).toEqual([...bytes])
        expect(utf8((await store.get('text'))?.bytes ?? new Uint8Array())).toBe('Größe 평양')
      })

      it('keeps an empty object', async () => {
        await store.put('empty', '')
        expect((await store.head('empty'))?.size).toBe(0)
        expect((await store.get('empty'))?.bytes.length).toBe(0)
        expect(await streamed(store, 'empty')).toBe('')
        expect(await keysOf(store, '')).toEqual(['empty'])
      })

      it('says the same of an object in put, head, get, stream and list', async () => {
        const put = await store.put('a/b', 'eleven bytes')
        expect(put).toMatchObject({ key: 'a/b', size: 12 })
        expect(put.etag).not.toBe('')
        const known = await store.head('a/b')
        expect(known).toMatchObject(put)
        expect((await store.get('a/b'))?.head).toEqual(known)
        const { head, body } = await store.stream('a/b')
        await allOf(body)
        expect(head).toEqual(known)
        const [listed] = await allOf(store.list('a/'))
        expect(listed).toMatchObject({ key: put.key, size: put.size, etag: put.etag })
      })

      it('says when the bytes were written', async () => {
        // Stores with a clock of their own may keep whole seconds, and run a little apart from this machine's.
        const before = Date.now() - 60_000
        await store.put('a', 'x')
        const modifiedMs = (await store.head('a'))?.modifiedMs
        expect(modifiedMs).toBeGreaterThan(before)
        expect(modifiedMs).toBeLessThan(Date.now() + 60_000)
      })

      it('finds nothing at a key without an object', async () => {
        await store.put('a/b', 'x')
        for (const key of ['none', 'a', 'a/b/c', 'a/bb', 'A/b']) {
          expect(await store.head(key), key).toBeUndefined()
          expect(await store.get(key), key).toBeUndefined()
        }
      })

      it('streams no missing object: ObjectMissing names the key', async () => {
        await store.put('a/b', 'x')
        for (const key of ['none', 'a', 'a/b/c']) {
          const error = await store.stream(key).catch((thrown: unknown) => thrown)
          expect(error, key).toBeInstanceOf(ObjectMissing)
          expect(error).toMatchObject({ key })
        }
      })

      it('streams an object of several megabytes whole and in order', async () => {
        const words = Uint32Array.from({ length: 1_500_000 }, (_, at) => at)
        await store.put('large', new Uint8Array(words.buffer))
        const { head, body } = await store.stream('large')
        const read = Buffer.concat(await allOf(body))
        expect(head.size).toBe(6_000_000)
        expect(read.equals(Buffer.from(words.buffer))).toBe(true)
      })

      it.each<[string, ByteRange, string]>([
        ['the first bytes', { start: 0, end: 3 }, '012'],
        ['bytes in the middle', { start: 3, end: 7 }, '3456'],
        ['one byte', { start: 9, end: 10 }, '9'],
        ['all bytes', { start: 0, end: 10 }, '0123456789'],
        ['what there is of a range that goes on beyond the end', { start: 8, end: 20 }, '89'],
        ['nothing of an empty range', { start: 4, end: 4 }, ''],
      ])('streams %s', async (_, range, expected) => {
        await store.put('digits', '0123456789')
        const { head, body } = await store.stream('digits', range)
        expect(utf8(Buffer.concat(await allOf(body)))).toBe(expected)
        expect(head.size).toBe(10)
      })

      it('streams the bytes that the head names, also when the object is replaced before they are read', async () => {
        await store.put('a', 'one')
        const { head, body } = await store.stream('a')
        await store.put('a', 'another text')
        const bytes = Buffer.concat(await allOf(body))
        expect(bytes.length).toBe(head.size)
        expect(utf8(bytes)).toBe('one')
      })

      it('streams with the head of an object these bytes and no others', async () => {
        const first = await store.put('a', 'first')
        const { body } = await store.stream('a', undefined, first)
        expect(utf8(Buffer.concat(await allOf(body)))).toBe('first')
        await store.put('a', 'other')
        const read = async () => allOf((await store.stream('a', { start: 0, end: 2 }, first)).body)
        await expect(read()).rejects.toBeInstanceOf(PreconditionFailed)
      })

      it('streams a range across the pieces of a large object', async () => {
        const bytes = new Uint8Array(3_000_000).map((_, at) => at % 251)
        await store.put('large', bytes)
        const range = { start: 1_048_570, end: 2_097_160 }
        const { body } = await store.stream('large', range)
        const read = Buffer.concat(await allOf(body))
        expect(read.equals(Buffer.from(bytes.subarray(range.start, range.end)))).toBe(true)
      })
    })

    describe('writing', () => {
      it('replaces an object whole, with another etag', async () => {
        const first = await store.put('a', 'the first, longer text')
        const second = await store.put('a', 'second')
        expect(second.etag).not.toBe(first.etag)
        expect(await streamed(store, 'a')).toBe('second')
        expect(await keysOf(store, '')).toEqual(['a'])
      })

      it('gives etags that differ for bytes of equal length', async () => {
        const first = await store.put('a', 'one')
        const second = await store.put('a', 'two')
        expect(second.etag).not.toBe(first.etag)
      })

      it('puts a local file, which may be written anew afterwards', async () => {
        const path = join(files, 'local.bin')
        writeFileSync(path, 'from a file')
        const put = await store.putFile('a/b', path)
        expect(put).toMatchObject({ key: 'a/b', size: 11 })
        expect(await store.head('a/b')).toMatchObject(put)
        writeFileSync(path, 'changed later')
        expect(await streamed(store, 'a/b')).toBe('from a file')
      })

      it('puts no local file that is not there', async () => {
        await expect(store.putFile('a', join(files, 'none'))).rejects.toThrow()
        expect(await store.head('a')).toBeUndefined()
      })

      it('keeps the bytes as they were when the caller reuses its buffer', async () => {
        const buffer = new TextEncoder().encode('kept')
        await store.put('a', buffer)
        buffer.fill(0)
        expect(await streamed(store, 'a')).toBe('kept')
      })

      it('never shows half of an object to readers while writers replace it', async () => {
        const sizes = [10, 200_000]
        await store.put('a', 'x'.repeat(10))
        const writing = (async () => {
          for (let turn = 0; turn < 30; turn++) {
            const letter = String.fromCharCode(97 + (turn % 26))
            await store.put('a', letter.repeat(sizes[turn % 2] ?? 0))
          }
        })()
        const seen: string[] = []
        for (let turn = 0; turn < 60; turn++) {
          const object = await store.get('a')
          if (object === undefined) throw new Error('expected the object at every moment, found none')
          const text = utf8(object.bytes)
          seen.push(`${text.length} ${new Set(text).size} ${object.head.size === text.length}`)
        }
        await writing
        expect(seen.filter(word => !/^(10|200000) 1 true$/.test(word))).toEqual([])
      })
    })

    describe('conditional writes', () => {
      it('writes with ifNoneMatch only where no object is', async () => {
        await store.put('a', 'first', { ifNoneMatch: '*' })
        const error = await store.put('a', 'second', { ifNoneMatch: '*' }).catch((thrown: unknown) => thrown)
        expect(error).toBeInstanceOf(PreconditionFailed)
        expect(error).toMatchObject({ key: 'a' })
        expect(await streamed(store, 'a')).toBe('first')
      })

      it('writes with ifNoneMatch again after the object was deleted', async () => {
        await store.put('a', 'first', { ifNoneMatch: '*' })
        await store.delete(['a'])
        await store.put('a', 'second', { ifNoneMatch: '*' })
        expect(await streamed(store, 'a')).toBe('second')
      })

      it('writes with ifMatch over exactly the bytes of that etag', async () => {
        const first = await store.put('a', 'first')
        const second = await store.put('a', 'second', { ifMatch: first.etag })
        await expect(store.put('a', 'third', { ifMatch: first.etag })).rejects.toBeInstanceOf(PreconditionFailed)
        expect(await streamed(store, 'a')).toBe('second')
        await store.put('a', 'fourth', { ifMatch: second.etag })
        expect(await streamed(store, 'a')).toBe('fourth')
      })

      it('takes the etag of get, head, stream and list for ifMatch', async () => {
        await store.put('a', '0')
        const etags = {
          get: async () => (await store.get('a'))?.head.etag,
          head: async () => (await store.head('a'))?.etag,
          list: async () => (await allOf(store.list('a')))[0]?.etag,
          stream: async () => {
            const { head, body } = await store.stream('a')
            await allOf(body)
            return head.etag
          },
        }
        for (const [way, etagOf] of Object.entries(etags)) {
          const ifMatch = await etagOf()
          if (ifMatch === undefined) throw new Error(`${way}: expected an etag, found none`)
          await store.put('a', way, { ifMatch })
          expect(await streamed(store, 'a')).toBe(way)
        }
      })

      it('writes with ifMatch nowhere where the object is gone or never was', async () => {
        const { etag } = await store.put('a', 'first')
        await store.delete(['a'])
        await expect(store.put('a', 'second', { ifMatch: etag })).rejects.toBeInstanceOf(PreconditionFailed)
        await expect(store.put('b', 'second', { ifMatch: etag })).rejects.toBeInstanceOf(PreconditionFailed)
        expect(await keysOf(store, '')).toEqual([])
      })

      it('lets exactly one of concurrent writers with ifNoneMatch win', async () => {
        const texts = Array.from({ length: 40 }, (_, at) => `writer ${at}`)
        const results = await Promise.allSettled(texts.map(text => store.put('a/b', text, { ifNoneMatch: '*' })))
        const winners = texts.filter((_, at) => results[at]?.status === 'fulfilled')
        expect(winners).toHaveLength(1)
        expect(await streamed(store, 'a/b')).toBe(winners[0])
        for (const result of results)
          if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(PreconditionFailed)
      })

      it('lets exactly one of concurrent writers with ifMatch win', async () => {
        const { etag } = await store.put('a', 'before')
        const texts = Array.from({ length: 40 }, (_, at) => `writer ${at}`)
        const results = await Promise.allSettled(texts.map(text => store.put('a', text, { ifMatch: etag })))
        const winners = texts.filter((_, at) => results[at]?.status === 'fulfilled')
        expect(winners).toHaveLength(1)
        expect(await streamed(store, 'a')).toBe(winners[0])
      })

      it('loses no addition of writers who read, add and write again where they lost', async () => {
        await store.put('count', '0')
        const add = async () => {
          for (;;) {
            const known = await store.get('count')
            if (known === undefined) throw new Error('expected the count, found none')
            const next = String(Number(utf8(known.bytes)) + 1)
            const won = await store.put('count', next, { ifMatch: known.head.etag }).then(
              () => true,
              (error: unknown) => {
                if (error instanceof PreconditionFailed) return false
                throw error
              },
            )
            if (won) return
          }
        }
        await Promise.all(Array.from({ length: 12 }, add))
        expect(await streamed(store, 'count')).toBe('12')
      })

      it('leaves nothing behind where a condition fails', async () => {
        await store.put('a/b', 'x')
        await expect(store.put('a/b', 'y', { ifNoneMatch: '*' })).rejects.toThrow()
        await expect(store.put('c/d', 'y', { ifMatch: 'none' })).rejects.toThrow()
        expect(await keysOf(store, '')).toEqual(['a/b'])
      })
    })

    describe('listing', () => {
      it('lists in ascending order of UTF-8 bytes, folders and files mixed', async () => {
        const keys = ['b', 'a/b', 'a-b', 'a.b', 'a/B', 'a0', 'a/b0', 'A', 'a/b.c/d', 'z/\u{1f600}', 'z/\uff5e', 'z/é']
        for (const key of keys) await store.put(key, key)
        expect(await keysOf(store, '')).toEqual(inOrder(keys))
        expect(inOrder(keys)).not.toEqual(keys)
        expect([...keys].sort()).not.toEqual(inOrder(keys))
      })

      it('takes the prefix as text, not as a folder', async () => {
        for (const key of ['a', 'ab/c', 'ab/cd/e', 'abc', 'b/a', 'ab/cx']) await store.put(key, 'x')
        expect(await keysOf(store, 'ab')).toEqual(['ab/c', 'ab/cd/e', 'ab/cx', 'abc'])
        expect(await keysOf(store, 'ab/')).toEqual(['ab/c', 'ab/cd/e', 'ab/cx'])
        expect(await keysOf(store, 'ab/c')).toEqual(['ab/c', 'ab/cd/e', 'ab/cx'])
        expect(await keysOf(store, 'ab/cd/')).toEqual(['ab/cd/e'])
        expect(await keysOf(store, 'none/')).toEqual([])
        expect(await keysOf(store, 'ab/c/')).toEqual([])
      })

      it('lists more objects than a page of S3 holds', async () => {
        const keys = Array.from({ length: 1100 }, (_, at) => `many/${String(at).padStart(4, '0')}`)
        for (let at = 0; at < keys.length; at += 50)
          await Promise.all(keys.slice(at, at + 50).map(key => store.put(key, '')))
        expect(await keysOf(store, 'many/')).toEqual(keys)
      })

      it('lists an empty store as nothing', async () => {
        expect(await keysOf(store, '')).toEqual([])
      })
    })

    describe('deleting', () => {
      it('removes the objects named and no other', async () => {
        for (const key of ['a/b', 'a/bc', 'a/b0/d', 'b']) await store.put(key, key)
        await store.delete(['a/b', 'b'])
        expect(await keysOf(store, '')).toEqual(['a/b0/d', 'a/bc'])
        expect(await store.get('a/b')).toBeUndefined()
      })

      it('takes a key without an object, and no key at all, as no error', async () => {
        await store.put('a', 'x')
        await store.delete(['none', 'none/at/all', 'a', 'a'])
        await store.delete([])
        expect(await keysOf(store, '')).toEqual([])
      })

      it.each([
        ['a', 'only the folder of others'],
        ['a/b/c', 'below an object'],
      ])('deletes nothing, without an error, at the key %s, which is %s', async key => {
        await store.put('a/b', 'x')
        await store.delete([key])
        expect(await keysOf(store, '')).toEqual(['a/b'])
      })

      it('takes a key again after the object was deleted, also where it was the last of its folder', async () => {
        await store.put('a/b/c', 'first')
        await store.delete(['a/b/c'])
        await store.put('a/b', 'second')
        expect(await keysOf(store, '')).toEqual(['a/b'])
      })

      it('deletes beside writers of the same folder without losing their objects', async () => {
        await Promise.all(
          Array.from({ length: 60 }, async (_, at) => {
            await store.put(`shared/folder/gone-${at}`, 'x')
            await Promise.all([
              store.delete([`shared/folder/gone-${at}`]),
              ...(at % 10 === 0 ? [store.put(`shared/folder/stays-${at}`, 'x')] : []),
            ])
          }),
        )
        expect(await keysOf(store, '')).toEqual([0, 10, 20, 30, 40, 50].map(at => `shared/folder/stays-${at}`))
      })

      it('deletes more objects than one request of S3 takes', async () => {
        const keys = Array.from({ length: 1050 }, (_, at) => `many/${at}`)
        for (let at = 0; at < keys.length; at += 50)
          await Promise.all(keys.slice(at, at + 50).map(key => store.put(key, '')))
        await store.delete(keys)
        expect(await keysOf(store, '')).toEqual([])
      })
    })

    describe('keys', () => {
      it.each(Object.entries(ODD_KEYS))('may hold %s', async (_, key) => {
        const put = await store.put(key, key)
        expect(put.key).toBe(key)
        expect((await store.head(key))?.key).toBe(key)
        expect(await streamed(store, key)).toBe(key)
        expect(await keysOf(store, '')).toEqual([key])
        await store.delete([key])
        expect(await store.head(key)).toBeUndefined()
      })

      it('stay apart however alike they are', async () => {
        const keys = Object.values(ODD_KEYS)
        for (const key of keys) await store.put(key, key)
        for (const key of keys) expect(await streamed(store, key)).toBe(key)
        expect(await keysOf(store, '')).toEqual(inOrder(keys))
      })

      it.each(REFUSED_KEYS)('are refused before anything is touched: %j', async key => {
        await store.put('kept', 'x')
        const message = /object key/
        await expect(store.put(key, 'x')).rejects.toThrow(message)
        await expect(store.get(key)).rejects.toThrow(message)
        await expect(store.head(key)).rejects.toThrow(message)
        await expect(store.stream(key)).rejects.toThrow(message)
        await expect(store.delete([key])).rejects.toThrow(message)
        expect(await keysOf(store, '')).toEqual(['kept'])
      })

      it('are refused in a prefix with a part of two dots', async () => {
        await expect(keysOf(store, '../')).rejects.toThrow(/object key/)
        await expect(keysOf(store, 'a/../../')).rejects.toThrow(/object key/)
      })
    })
  })
}
