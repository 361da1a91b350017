/** Days as text, YYYY-MM-DD. */

/** Epoch ms at which the day begins in UTC; undefined where the text is none, or the calendar has no such day. */
export function dayMsOf(text: string): number | undefined {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  // Date.parse takes 30 February for a day in March.
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text) ? ms : undefined
}

/** Whether the text is a day of the calendar. */
export const isDay = (text: string): boolean => dayMsOf(text) !== undefined
