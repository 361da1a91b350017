/** The reference set that the function was deployed with. */
import { readFile } from 'node:fs/promises'
import { REFERENCE_FILES, type ReferenceFiles } from '../lib/reference/reference-set.ts'

/** Where the bundle keeps it, from functions/normalise/. */
const FOLDER = new URL('../../reference/', import.meta.url)

/** Throws where a file is missing: the bundle is not whole. */
export async function firstReference(): Promise<ReferenceFiles> {
  const files: Partial<ReferenceFiles> = {}
  for (const name of REFERENCE_FILES) files[name] = await readFile(new URL(name, FOLDER))
  return files as ReferenceFiles
}
