import { existsSync, mkdtempSync, readdirSync, readlinkSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { CHUNK_BYTES, fileChunks } from '../../../functions/lib/local/file-chunks.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'file-chunks-')))
afterAll(() => rmSync(folder, { recursive: true }))

const path = join(folder, 'log')
const bytes = Buffer.from(Array.from({ length: 120_000 }, (_, at) => `${at}\n`).join(''))
writeFileSync(path, bytes)

/** Where an open file lies; one that was closed meanwhile lies nowhere. */
function placeOf(file: string): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${file}`)
  } catch {
    return undefined
  }
}

async function read(...range: Parameters<typeof fileChunks>) {
  const chunks: Uint8Array[] = []
  const buffers = new Set<ArrayBufferLike>()
  for await (const chunk of fileChunks(...range)) {
    buffers.add(chunk.buffer)
    chunks.push(Buffer.from(chunk))
  }
  return { content: Buffer.concat(chunks), chunks: chunks.length, buffers: buffers.size }
}

describe('the chunks of a file', () => {
  it('are all of its bytes, in two buffers', async () => {
    const { content, chunks, buffers } = await read(path)
    expect(content.equals(bytes)).toBe(true)
    expect(chunks).toBe(Math.ceil(bytes.length / CHUNK_BYTES))
    expect(chunks).toBeGreaterThan(2)
    expect(buffers).toBe(2)
  })

  it.each([
    [0, 0],
    [0, 1],
    [5, CHUNK_BYTES + 5],
    [CHUNK_BYTES - 1, 2 * CHUNK_BYTES + 1],
    [bytes.length - 3, bytes.length + 9],
    [bytes.length + 1, bytes.length + 9],
  ])('are the bytes from %i up to %i', async (start, end) => {
    expect((await read(path, { start, end })).content.equals(bytes.subarray(start, end))).toBe(true)
  })

  it.each([0, 1, 9, 10, 11])('are all bytes of a file of ten that was known with %i of them', async size => {
    const small = join(folder, 'small')
    writeFileSync(small, '0123456789')
    const range = { start: 0, end: Number.POSITIVE_INFINITY }
    expect((await read(small, range, size)).content.toString()).toBe('0123456789')
    expect((await read(small, { start: 2, end: 5 }, size)).content.toString()).toBe('234')
  })

  it('are none of an empty file, and an error of one that is missing', async () => {
    writeFileSync(join(folder, 'empty'), '')
    expect((await read(join(folder, 'empty'))).chunks).toBe(0)
    await expect(read(join(folder, 'missing'))).rejects.toThrow('ENOENT')
  })

  it.skipIf(!existsSync('/proc/self/fd'))('leave no file open, however far they are read', async () => {
    const isOpen = () => readdirSync('/proc/self/fd').some(file => placeOf(file) === path)
    for (const size of [undefined, 9]) {
      for await (const _ of fileChunks(path, undefined, size)) {
        expect(isOpen()).toBe(true)
        break
      }
      await read(path, undefined, size)
      expect(isOpen()).toBe(false)
    }
  })
})
