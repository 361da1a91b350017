/** What a function says of itself: log lines as JSON, and metrics in the log (embedded metric format). */
import { Logger } from '@aws-lambda-powertools/logger'
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import { Metrics } from '@aws-lambda-powertools/metrics'
import { OWN_METRICS, type OwnMetricName } from './own-metrics.ts'

/** Names and levels come from POWERTOOLS_* variables. */
export const logger = new Logger()
const metrics = new Metrics()

/** Writes a value of one of the project's metrics. */
export const measure = (name: OwnMetricName, value: number): void => {
  metrics.addMetric(name, OWN_METRICS[name].unit, value)
}

/** Powertools' own middleware warns at each invocation that counts nothing. */
function publishMetrics(): void {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics()
}

/** The house's middlewares, in order. */
export const observed = [
  injectLambdaContext(logger, { resetKeys: true }),
  { after: publishMetrics, onError: publishMetrics },
]
