/** Every number that an operator may want to change. */
export interface Settings {
  logRetentionDays: 14 | 90
  /** Whether there is a dashboard of CloudWatch: $3 a month beyond the account's three free ones. */
  dashboard: boolean
  uploads: {
    /** Days until a raw file moves to infrequent access, which costs half, and can still be replayed at once. */
    infrequentAfterDays: number
    /** Days that an overwritten or removed file can still be brought back. */
    noncurrentDays: number
  }
  /** Reports are remade and listed anew: days that what was there before can still be brought back. */
  reportVersions: { noncurrentDays: number }
  normalise: {
    /** One vCPU: normalise uses one. */
    memoryMb: 1769
    /** Uploads at a time. */
    concurrency: number
    /** Tries of a message before it goes to the dead-letter queue. */
    receives: number
  }
  publish: {
    daysPerWake: number
    /** Days that other code, or other words on their networks, make anew a night at most: each costs a scan of it. */
    daysPerNight: number
  }
  athena: {
    /**
     * Bytes that one query may scan. One of publish reads one day: no honest day comes near its limit (1 TB of landing
     * objects are some 5 TB of text), and what uploads of a few bytes might have blown up ends there, at $5.
     */
    publishScanBytes: number
    reportsScanBytes: number
    analystsScanBytes: number
    /** Days that results of queries are kept. */
    resultDays: number
  }
}

const GB = 1_000_000_000

export const SETTINGS: Settings = {
  logRetentionDays: 90,
  dashboard: true,
  uploads: { infrequentAfterDays: 90, noncurrentDays: 30 },
  reportVersions: { noncurrentDays: 90 },
  normalise: { memoryMb: 1769, concurrency: 50, receives: 5 },
  publish: { daysPerWake: 20, daysPerNight: 100 },
  athena: { publishScanBytes: 1000 * GB, reportsScanBytes: 200 * GB, analystsScanBytes: 50 * GB, resultDays: 7 },
}
