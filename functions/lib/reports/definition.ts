/** What a report is: about whom and when, compared with what, with which sections, made when. */

/** First and last local day, `2017-04-01`, both included. */
export interface LocalDays {
  fromDay: string
  toDay: string
}

/** The last settled local days; a quarter is 13 weeks, so that each weekday weighs the same. */
export const ROLLING_WINDOWS = { day: 1, week: 7, quarter: 91 } as const
export type ReportWindowRule = keyof typeof ROLLING_WINDOWS | LocalDays

/**
 * `window before`: as many days as the window has, directly before it. `same weekdays`: for each day the same weekday of
 * the four weeks before the window. `none`: nothing. Else days of one's own, before the window.
 */
export const COMPARISONS = ['window before', 'same weekdays', 'none'] as const
export type Comparison = (typeof COMPARISONS)[number] | LocalDays

/** When a report is due again and again, on the clocks of its zone. `atMinute`: after midnight. */
export type Recurrence =
  | { every: 'day'; atMinute: number }
  /** ISO day of the week, Monday 1. */
  | { every: 'week'; on: number; atMinute: number }
  /** Day of the month, or of the quarter's first month: 1 to 28. */
  | { every: 'month' | 'quarter'; on: number; atMinute: number }

/** `once`: when the days of its window have settled. Null: only when somebody asks for it. */
export type Schedule = Recurrence | 'once' | null

export interface ReportDefinition {
  /** First part of the report's keys. */
  name: string
  /** Names of watched networks; null: all. */
  networks: readonly string[] | null
  window: ReportWindowRule
  comparison: Comparison
  /** Names of sections; null: all. */
  sections: readonly string[] | null
  schedule: Schedule
  /** IANA name: whose clocks the schedule is read on. */
  zone: string
  /** Sets of events.csv that are tested; null: all. */
  eventSets: readonly string[] | null
  /** Whether local addresses may stand in it. */
  showLocalAddresses: boolean
  /** BCP 47, of the page's numbers. */
  language: string
}

export const isRolling = (window: ReportWindowRule): window is keyof typeof ROLLING_WINDOWS =>
  typeof window === 'string'
