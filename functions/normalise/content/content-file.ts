/** The decompressed content of an upload by place: for formats such as Parquet, whose directory stands at the end. */
import { closeSync, readSync } from 'node:fs'
import { join } from 'node:path'
import type { RandomAccessFile } from '../formats/format.ts'
import { openScratchFile, writeScratch } from '../scratch.ts'
import type { Content } from './open-content.ts'

/** An upload as its store gives it by place: bytes [start, end) of the object. */
export interface PlacedUpload {
  size: number
  read(start: number, end: number): Promise<Uint8Array>
}

export interface ContentFile extends RandomAccessFile {
  close(): void
}

/**
 * Reads all of the content, for its count and hash; what is then read by place is the upload itself, or, where it is
 * compressed, a copy of its content below `scratch` (the path of a folder). Throws ScratchFull, and what `content` throws;
 * `checkTime` is called for each chunk.
 */
export async function openContentFile(
  upload: PlacedUpload,
  content: Content,
  scratch: string,
  checkTime: () => void = () => {},
): Promise<ContentFile> {
  const descriptor = content.wrappings.length > 0 ? openScratchFile(join(scratch, 'content')) : undefined
  try {
    for await (const chunk of content.chunks()) {
      checkTime()
      if (descriptor !== undefined) writeScratch(descriptor, chunk)
    }
  } catch (error) {
    if (descriptor !== undefined) closeSync(descriptor)
    throw error
  }
  if (descriptor === undefined) {
    return { size: upload.size, read: (start, end) => upload.read(start, end), close() {} }
  }
  return {
    size: content.bytes,
    read: async (start, end) => readFully(descriptor, start, end),
    close: () => closeSync(descriptor),
  }
}

function readFully(descriptor: number, start: number, end: number): Uint8Array {
  const bytes = new Uint8Array(end - start)
  let held = 0
  while (held < bytes.length) {
    const read = readSync(descriptor, bytes, held, bytes.length - held, start + held)
    if (read === 0) break
    held += read
  }
  return bytes.subarray(0, held)
}
