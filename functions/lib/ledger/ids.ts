/** Names that follow from content: the same things have the same names, whoever names them. */
import { createHash } from 'node:crypto'

/** First 32 hexadecimal digits of the SHA-256 of the parts, each with its length before it. */
export function hashOf(...parts: readonly string[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part)
  return hash.digest('hex').slice(0, 32)
}

/** Names one version of one key: a retry, a duplicate event and a replay name the same upload. */
export const uploadIdOf = (bucket: string, key: string, version: string): string =>
  hashOf('upload', bucket, key, version)

/** Names what makes landing rows of bytes: code, and what of the reference data they rest on. */
export const buildOf = (normaliseVersion: string, enrichment: string): string =>
  hashOf('build', normaliseVersion, enrichment).slice(0, 16)

/**
 * Names the landing rows and objects of a build. An upload that came back after its key held something else is normalised
 * anew under a new name, so that those of before can go at any time: nobody ever counts them again.
 */
export const landingBuildOf = (build: string, returned: number): string =>
  returned === 0 ? build : `${build}-${returned}`
