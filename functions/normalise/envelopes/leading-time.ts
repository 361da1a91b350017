/** A time before each line: exports of CloudWatch Logs to S3, and the Container Runtime Interface of Kubernetes. */
import type { Envelope } from './envelope.ts'

/**
 * RFC 3339 and a space (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/S3Export.html); of a container runtime
 * the stream and a tag as well (kubernetes/cri-api, logging format: `2016-10-06T00:17:09.669794202Z stdout F …`).
 */
const TIME =
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2}) (?:std(?:out|err) [FP](?::[^ ]*)? )?/

export const leadingTime: Envelope = {
  name: 'a time before each line',
  inside(line) {
    const [prefix] = TIME.exec(line) ?? []
    return prefix === undefined ? undefined : line.slice(prefix.length)
  },
}
