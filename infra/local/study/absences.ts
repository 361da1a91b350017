/** What a study can be made without: worlds in which a report has to find nothing, or cannot tell. */
export const ABSENCES = ['games', 'hours', 'ties', 'institutions', 'tcp-flags'] as const
export type Absence = (typeof ABSENCES)[number]

/** For --help: what each takes away. */
export const ABSENCES_EXPLAINED =
  'games (nothing is played or watched), hours (even activity, day and night and all week), ties (every country alike, no ' +
  'institutions), institutions, tcp-flags (VPC logs without that field)'
