/** The reference set that the function was deployed with. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { rangesInFolder } from '../lib/reference/edition-ranges.ts'
import {
  OWN_FILES,
  REFERENCE_FILES,
  type ReferenceContent,
  type ReferenceFiles,
} from '../lib/reference/reference-set.ts'

/** Where the bundle keeps it, from functions/normalise/. */
const FOLDER = new URL('../../reference/', import.meta.url)

/** Throws where a file is missing: the bundle is not whole. */
export async function firstReference(): Promise<ReferenceContent> {
  const files: Partial<ReferenceFiles> = {}
  for (const name of REFERENCE_FILES) files[name] = await readFile(new URL(name, FOLDER))
  // What the deployment defines: of those only that are there.
  for (const name of OWN_FILES) {
    const url = new URL(name, FOLDER)
    if (existsSync(url)) files[name] = await readFile(url)
  }
  return { files: files as ReferenceFiles, ranges: rangesInFolder(fileURLToPath(new URL('ranges', FOLDER))) }
}
