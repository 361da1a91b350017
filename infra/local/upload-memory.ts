/** What is remembered of the uploads of one machine, in a JSON file beside the lake. It holds no absolute path. */
import { readFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { z } from 'zod'
import { createFolderStore } from '../../functions/lib/local/folder-store.ts'
import { typedCommand } from './installation.ts'

/** Where a key lies, and what its file was when it was last looked at. */
export interface Remembered {
  /** Its root, by the way that leads there from the folder of the memory. */
  root: string
  /** Name of the folder that was named. */
  folder?: string | undefined
  /** Whether the file itself was named. */
  isNamed: boolean
  size: number
  mtimeMs: number
  /** Of its bytes; empty where nobody has looked. */
  hash: string
  /** Whether it was withdrawn, though its file may lie there: until the ledger says so and the key is forgotten. */
  isLeaving?: boolean | undefined
}

const memorySchema: z.ZodType<[string, Remembered][]> = z.array(
  z.tuple([
    z.string(),
    z.object({
      root: z.string(),
      folder: z.string().optional(),
      isNamed: z.boolean(),
      size: z.number(),
      mtimeMs: z.number(),
      hash: z.string(),
      isLeaving: z.boolean().optional(),
    }),
  ]),
)

/** Keys with what is known of them; none where there is no file. Throws where the file holds anything else. */
export async function readMemory(path: string): Promise<Map<string, Remembered>> {
  const text = await readFile(path, 'utf8').catch(() => '[]')
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    parsed = undefined
  }
  const memory = memorySchema.safeParse(parsed)
  if (memory.success) return new Map(memory.data)
  throw new Error(
    `${path}: expected the list of keys that ${typedCommand('start')} keeps, found something else; ` +
      'remove the file, then name all files again',
  )
}

/** Writes whole or not at all, so that deliveries may go side by side. */
export async function writeMemory(path: string, memory: ReadonlyMap<string, Remembered>): Promise<void> {
  await createFolderStore(dirname(path)).put(basename(path), `${JSON.stringify([...memory], null, 1)}\n`)
}
