/** What a function says of itself: log lines as JSON, and metrics in the log (embedded metric format). */
import { Logger } from '@aws-lambda-powertools/logger'
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import { Metrics } from '@aws-lambda-powertools/metrics'
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'

/** Names and levels come from POWERTOOLS_* variables. */
export const logger = new Logger()
export const metrics = new Metrics()

/** The house's middlewares, in order. */
export const observed = [injectLambdaContext(logger, { resetKeys: true }), logMetrics(metrics)]
