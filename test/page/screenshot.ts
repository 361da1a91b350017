/** Screenshots against golden ones, within what fonts of other machines make of them. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import pixelmatch from 'pixelmatch'
import { PNG } from 'pngjs'
import { expect } from 'vitest'

const GOLDEN = resolve(import.meta.dirname, '../golden')
/** Of the pixels, at half size: room for the letters of another font. */
const MOST_DIFFERENT = 0.08

/** Writes what differs, or is new, as `<name>.changed.png` beside the golden one, then fails. */
export function expectLikeGolden(name: string, png: Buffer): void {
  const place = join(GOLDEN, name)
  const changed = place.replace(/\.png$/, '.changed.png')
  mkdirSync(dirname(place), { recursive: true })
  rmSync(changed, { force: true })
  const found = PNG.sync.read(png)
  const known = existsSync(place) ? PNG.sync.read(readFileSync(place)) : undefined
  const share = known === undefined ? 1 : differenceOf(known, found)
  if (share > MOST_DIFFERENT) writeFileSync(changed, png)
  expect(share, `look at ${changed} and rename it if it is right`).toBeLessThanOrEqual(MOST_DIFFERENT)
}

/** Share of pixels that differ; 1 where the sizes do. */
export function differenceOf(a: PNG, b: PNG): number {
  if (a.width !== b.width || a.height !== b.height) return 1
  return pixelmatch(a.data, b.data, undefined, a.width, a.height, { threshold: 0.2 }) / (a.width * a.height)
}
