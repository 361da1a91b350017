import type { Enricher } from './enrich/enricher.ts'

/** Ports that clients are given by their systems begin here at the lowest (Linux; IANA's own range is from 49152). */
export const FIRST_EPHEMERAL_PORT = 32_768

/**
 * Who began by ports alone: the end opposite to the one listed server port; else opposite to the only port below
 * 32768 (right 50,702 times and wrong 588 on a real sensor). A port below 0 is none. Returns a code of BEGAN.
 */
export function beganByPort(
  enricher: Pick<Enricher, 'listedPort'>,
  protocol: number,
  localPort: number,
  remotePort: number,
): number {
  if (localPort < 0 || remotePort < 0) return 0
  const localListed = enricher.listedPort(protocol, localPort)
  const remoteListed = enricher.listedPort(protocol, remotePort)
  if (localListed !== remoteListed) return remoteListed ? 1 : 2
  const localLow = localPort < FIRST_EPHEMERAL_PORT
  const remoteLow = remotePort < FIRST_EPHEMERAL_PORT
  return localLow === remoteLow ? 0 : remoteLow ? 1 : 2
}
