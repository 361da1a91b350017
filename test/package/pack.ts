/** Packs the project once for all files of this suite. */
import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'

const PROJECT = resolve(import.meta.dirname, '../..')

export interface Packed {
  /** The tarball. */
  path: string
  files: { path: string; size: number }[]
  /** Bytes of the tarball. */
  size: number
}

declare module 'vitest' {
  export interface ProvidedContext {
    packed: Packed
  }
}

export default async function pack({ provide }: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'packed-'))
  chmodSync(folder, 0o755)
  const { stdout } = await promisify(execFile)('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: PROJECT,
    maxBuffer: 2 ** 26,
  })
  const [{ filename, files, size }] = JSON.parse(stdout.slice(stdout.indexOf('[\n')))
  provide('packed', { path: join(folder, filename), files, size })
  return () => rmSync(folder, { recursive: true })
}
