/** What a function says of itself: log lines as JSON, and metrics in the log (embedded metric format). */
import { Logger } from '@aws-lambda-powertools/logger'
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import { Metrics } from '@aws-lambda-powertools/metrics'

/** Names and levels come from POWERTOOLS_* variables. */
export const logger = new Logger()
export const metrics = new Metrics()

/** Powertools' own middleware warns at each invocation that counts nothing. */
function publishMetrics(): void {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics()
}

/** The house's middlewares, in order. */
export const observed = [
  injectLambdaContext(logger, { resetKeys: true }),
  { after: publishMetrics, onError: publishMetrics },
]
