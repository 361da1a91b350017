/** CloudWatch and its logs on ministack, as AWS's own services and its console use them. The root's keys are not checked there. */

export interface Monitor {
  /** Puts an alarm into a state. */
  setAlarm(name: string, state: 'ALARM' | 'OK', reason: string): Promise<void>
  /** A value of a metric, as a service of AWS counts it now. */
  putMetric(namespace: string, name: string, dimensions: Readonly<Record<string, string>>, value: number): Promise<void>
  /** Every message of a log group, in order. */
  logLines(group: string): Promise<string[]>
}

export function monitor(endpoint: string): Monitor {
  async function call(service: string, target: string, type: string, body: object): Promise<unknown> {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': type,
        'x-amz-target': target,
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${target}: expected an answer, found ${response.status}: ${text.slice(0, 500)}`)
    return text === '' ? {} : JSON.parse(text)
  }
  const cloudWatch = (operation: string, body: object) =>
    call('monitoring', `GraniteServiceVersion20100801.${operation}`, 'application/x-amz-json-1.0', body)
  return {
    async setAlarm(AlarmName, StateValue, StateReason) {
      await cloudWatch('SetAlarmState', { AlarmName, StateValue, StateReason })
    },
    async putMetric(Namespace, MetricName, dimensions, Value) {
      const Dimensions = Object.entries(dimensions).map(([Name, own]) => ({ Name, Value: own }))
      await cloudWatch('PutMetricData', { Namespace, MetricData: [{ MetricName, Dimensions, Value }] })
    },
    async logLines(logGroupName) {
      const lines: string[] = []
      for (let nextToken: string | undefined; ; ) {
        const page = (await call('logs', 'Logs_20140328.FilterLogEvents', 'application/x-amz-json-1.1', {
          logGroupName,
          nextToken,
        })) as { events?: { message: string }[]; nextToken?: string }
        for (const { message } of page.events ?? []) lines.push(message)
        nextToken = page.nextToken
        if (nextToken === undefined || nextToken === null) return lines
      }
    },
  }
}
