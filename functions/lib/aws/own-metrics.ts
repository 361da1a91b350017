/**
 * The metrics that functions write of their own, in their logs (embedded metric format), each with the function that writes it
 * as its one dimension, `service`. Each costs by the month (infra/aws/prices.ts): what AWS counts for nothing is not counted
 * here, and what only a list of reasons or names would say stands in log lines.
 */

export interface OwnMetric {
  service: 'normalise' | 'publish' | 'reconcile'
  unit: 'Count' | 'Seconds'
  /** What one value of it is, and when it is written. */
  of: string
}

export const OWN_METRICS = {
  UploadsAccepted: { service: 'normalise', unit: 'Count', of: 'uploads whose receipt says rows were made, perhaps 0' },
  UploadsRefused: { service: 'normalise', unit: 'Count', of: 'uploads that were refused whole in a form that is read' },
  RowsAccepted: { service: 'normalise', unit: 'Count', of: 'records of the receipts that were written' },
  RowsRejected: { service: 'normalise', unit: 'Count', of: 'lines or records that were set aside, of whatever reason' },
  DaysPublished: { service: 'publish', unit: 'Count', of: 'days that a wake published' },
  DaysFailing: { service: 'publish', unit: 'Count', of: 'days that are due and could not be published, at each wake' },
  SecondsToPublished: {
    service: 'publish',
    unit: 'Seconds',
    of: 'from the first change of a day that no table had (normalise was done with an upload) to its tables; one a day published',
  },
  ReportsOverdue: { service: 'reconcile', unit: 'Count', of: 'reports that are overdue, at each wake' },
  SourcesUnread: { service: 'reconcile', unit: 'Count', of: 'sources of which nothing is read, at each wake' },
} as const satisfies Record<string, OwnMetric>

export type OwnMetricName = keyof typeof OWN_METRICS
