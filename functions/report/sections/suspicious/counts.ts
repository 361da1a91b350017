/** All that is counted of the suspicious, in one place. */
import type { QueryReference, SectionContext } from '../../section.ts'
import { findListed, type Listed } from './listed.ts'
import { longPairs, type Pair, pairsOf } from './pairs.ts'
import { findRegular, type Regularity } from './regular.ts'
import { type Attempts, attemptsOf, type Scan, scansOf } from './scans.ts'
import { type Volumes, volumesOf } from './volume.ts'

export interface Suspicious {
  scansOut: Scan[]
  scansIn: Scan[]
  inward: Attempts
  outward: Attempts
  /** Pairs of ends that meet often. */
  pairs: Pair[]
  regularity: Regularity
  long: Pair[]
  volumes: Volumes
  listed: Listed
  queries: Record<'scans' | 'attempts' | 'pairs' | 'bytes', QueryReference>
}

export async function countSuspicious(context: SectionContext): Promise<Suspicious> {
  const [scans, attempts, met, bytes, listed] = await Promise.all([
    context.byDay('sections/suspicious/scans'),
    context.byDay('sections/suspicious/attempts'),
    context.byUtcDay('sections/suspicious/pairs'),
    context.byDay('sections/suspicious/bytes'),
    findListed(context),
  ])
  const all = scansOf(scans.rows)
  const pairs = pairsOf(met.rows)
  return {
    scansOut: all.filter(({ from }) => from === 'here'),
    scansIn: all.filter(({ from }) => from === 'outside'),
    inward: attemptsOf(attempts.rows, 'attempt_in'),
    outward: attemptsOf(attempts.rows, 'attempt_out'),
    pairs,
    regularity: await findRegular(context, pairs),
    long: longPairs(pairs),
    volumes: volumesOf(bytes.rows),
    listed,
    queries: { scans: scans.query, attempts: attempts.query, pairs: met.query, bytes: bytes.query },
  }
}
