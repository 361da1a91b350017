/**
 * A local file's bytes in order, read through two buffers that are used again and again. New ones for each chunk, as a
 * stream of node:fs makes them, cost a seventh of the time of normalising: their pages are faulted in and collected.
 */
import { closeSync, openSync, readSync } from 'node:fs'
import { open } from 'node:fs/promises'
import type { ByteRange } from '../ports.ts'

/** Fits the second level of a core's cache beside what is worked on; larger ones are not faster. */
export const CHUNK_BYTES = 262_144
/** Files of at most these bytes are read here and now: five ways to another thread and back take longer. */
const SMALL_BYTES = 65_536

/**
 * Opens the file when the first chunk is asked for; throws what `open` throws. A chunk holds until the next one is asked
 * for; the next is read while one is worked on. `size`: its bytes, where they are known; small files need no more memory.
 */
export async function* fileChunks(
  path: string,
  { start, end }: ByteRange = { start: 0, end: Number.POSITIVE_INFINITY },
  size = CHUNK_BYTES,
): AsyncGenerator<Uint8Array> {
  if (size <= SMALL_BYTES) {
    yield* smallFileChunks(path, { start, end }, size)
    return
  }
  const file = await open(path)
  // One byte more, so that the end is found by the first look.
  const room = Math.min(CHUNK_BYTES, size + 1)
  const buffers = [Buffer.allocUnsafeSlow(room), Buffer.allocUnsafeSlow(room)] as const
  let place = start
  let turn: 0 | 1 = 0
  const next = () => {
    const reading = file.read(buffers[turn], 0, Math.max(0, Math.min(room, end - place)), place)
    turn = turn === 0 ? 1 : 0
    // It is waited for below; by then it may have failed for a while.
    reading.catch(() => {})
    return reading
  }
  let coming = next()
  try {
    for (;;) {
      const { bytesRead, buffer } = await coming
      if (bytesRead === 0) return
      place += bytesRead
      coming = next()
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await coming.catch(() => {})
    await file.close()
  }
}

/** It may have grown since it was that small. */
function* smallFileChunks(path: string, { start, end }: ByteRange, size: number): Generator<Uint8Array> {
  const file = openSync(path, 'r')
  try {
    const buffer = Buffer.allocUnsafe(size + 1)
    for (let place = start; ; ) {
      const read = readSync(file, buffer, 0, Math.max(0, Math.min(buffer.length, end - place)), place)
      if (read === 0) return
      place += read
      yield buffer.subarray(0, read)
    }
  } finally {
    closeSync(file)
  }
}
