/** What a study can be made without: worlds in which a report has to find nothing, or cannot tell. */
export const ABSENCES = [
  'games',
  'hours',
  'ties',
  'other-ties',
  'institutions',
  'tcp-flags',
  'coins',
  'effects',
  'scans',
  'beacons',
  'volume',
  'research',
  'vendors',
  'hiding',
  'endings',
  'bursts',
  'long',
] as const
export type Absence = (typeof ABSENCES)[number]

/** For --help: what each takes away. */
export const ABSENCES_EXPLAINED =
  'games (nothing is played or watched), hours (even activity, day and night and all week), ties (every country alike, no ' +
  'institutions), other-ties (to one country alone), institutions, tcp-flags (VPC logs without that field), coins (no coin ' +
  'network), effects (nothing rises after the made-up dates), scans (none, out or in), beacons, volume (no large upload), ' +
  'research (no laboratory, no space agency), vendors (of security and of satellite telephones), hiding (no VPN, no relays), ' +
  'endings (no service ends), bursts, long (no tunnel of three days)'
