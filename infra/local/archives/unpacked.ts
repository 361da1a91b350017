/** The files of an archive on their way into a folder: bounded in number and bytes, names safe. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createEntryNames } from './entry-names.ts'

export interface UnpackLimits {
  files: number
  /** Of all files together, unpacked. */
  bytes: number
}

/** As much as one upload may decompress to, and as many files as a year of five-minute logs, a tenth. */
export const DEFAULT_UNPACK_LIMITS: UnpackLimits = { files: 10_000, bytes: 25_000_000_000 }

export interface Unpacked {
  /** Begins the next file; undefined where it is hidden, or no more are taken. */
  open(name: string): UnpackedFile | undefined
  /** Paths below the folder, in the order of the archive. */
  readonly keys: readonly string[]
  /** Why not all was taken; undefined where all was. */
  readonly stopped: string | undefined
}

export interface UnpackedFile {
  /** What goes beyond the limit is dropped, and the file is cut. */
  write(bytes: Uint8Array): void
  close(): void
}

export function unpackInto(folder: string, limits: UnpackLimits): Unpacked {
  const names = createEntryNames()
  const keys: string[] = []
  let bytes = 0
  let stopped: string | undefined

  return {
    keys,
    get stopped() {
      return stopped
    },
    open(name) {
      if (stopped !== undefined) return undefined
      const key = names.keyOf(name)
      if (key === undefined) return undefined
      if (keys.length === limits.files) {
        stopped = `it has more than ${limits.files} files; unpack it and name the folder`
        return undefined
      }
      const path = join(folder, key)
      mkdirSync(dirname(path), { recursive: true })
      const descriptor = openSync(path, 'wx')
      keys.push(key)
      return {
        write(chunk) {
          if (stopped !== undefined) return
          bytes += chunk.length
          if (bytes > limits.bytes)
            stopped = `it unpacks to more than ${limits.bytes} bytes; unpack it and name the folder`
          else for (let at = 0; at < chunk.length; ) at += writeSync(descriptor, chunk, at)
        },
        close: () => closeSync(descriptor),
      }
    },
  }
}
