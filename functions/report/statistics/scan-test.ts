/**
 * Whether somebody scans, by the outcomes of first contacts: the sequential test of Jung, Paxson, Berger and Balakrishnan,
 * "Fast portscan detection using sequential hypothesis testing", IEEE Symposium on Security and Privacy 2004, section 4.
 */

export interface ScanTest {
  /** Share of scanners that are called so: P_D. */
  detection: number
  /** Share of the others that are: P_F. */
  falseAlarms: number
  /** Share of first contacts that are answered: of those who do not scan (θ0), and of scanners (θ1). */
  benignSuccess: number
  scannerSuccess: number
}

/** As the paper has it: four failures more than answers decide. */
export const SCAN_TEST: ScanTest = { detection: 0.99, falseAlarms: 0.01, benignSuccess: 0.8, scannerSuccess: 0.2 }

export interface ScanDecision {
  verdict: 'scan' | 'no scan' | 'undecided'
  /** Outcomes that it took; all of them where undecided. */
  after: number
}

/** Decides at the first outcome at which the likelihood ratio leaves the bounds P_D ÷ P_F and (1 - P_D) ÷ (1 - P_F). */
export function decideScan(answered: Iterable<boolean>, test: ScanTest = SCAN_TEST): ScanDecision {
  const { upper, lower, failure, success } = walkOf(test)
  let height = 0
  let after = 0
  for (const isAnswered of answered) {
    height += isAnswered ? success : failure
    after++
    if (height >= upper) return { verdict: 'scan', after }
    if (height <= lower) return { verdict: 'no scan', after }
  }
  return { verdict: 'undecided', after }
}

/**
 * Failures above answers that decide for a scan where a failure counts as much as an answer. Throws where it does not
 * (the shares of answers do not add up to 1): then no one number decides.
 */
export function netFailuresThatDecide(test: ScanTest = SCAN_TEST): number {
  const { upper, failure, success } = walkOf(test)
  if (Math.abs(failure + success) > 1e-9)
    throw new Error(
      `scan test: expected shares of answers that add up to 1, found ${test.benignSuccess} and ${test.scannerSuccess}`,
    )
  return Math.ceil(upper / failure - 1e-9)
}

/** Bounds and steps as logarithms of likelihood ratios. */
const walkOf = ({ detection, falseAlarms, benignSuccess, scannerSuccess }: ScanTest) => ({
  upper: Math.log(detection / falseAlarms),
  lower: Math.log((1 - detection) / (1 - falseAlarms)),
  failure: Math.log((1 - scannerSuccess) / (1 - benignSuccess)),
  success: Math.log(scannerSuccess / benignSuccess),
})
