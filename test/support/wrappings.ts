/** What files of logs, and their lines, are wrapped in. */
import { gzipSync, zstdCompressSync } from 'node:zlib'

const eachLine = (text: string, wrap: (line: string) => string): Buffer =>
  Buffer.from(text.replace(/[^\r\n]+/g, line => wrap(line)))

const utf16 = (text: string, isBig: boolean): Buffer => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
  return isBig ? bytes.swap16() : bytes
}

const linesOf = (text: string): string[] => text.replace(/\r?\n$/, '').split(/\r?\n/)
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`

/** The lines of a text in three parts. */
function parts(text: string): string[] {
  const lines = linesOf(text)
  const third = Math.ceil(lines.length / 3)
  return [0, 1, 2].map(part => lines.slice(part * third, (part + 1) * third).join('\n')).filter(part => part !== '')
}

/** A batch of a subscription of CloudWatch Logs with an event a line. */
const subscription = (text: string): string =>
  JSON.stringify({
    messageType: 'DATA_MESSAGE',
    owner: '123456789010',
    logGroup: 'flows',
    logStream: 'eni-1-all',
    subscriptionFilters: ['all'],
    logEvents: linesOf(text).map((message, at) => ({
      id: `3${at}`.padEnd(56, '0'),
      timestamp: 1_491_005_700_000,
      message,
      extractedFields: { srcaddr: '10.0.0.1', message: 'another' },
    })),
  })

/** By what the text of a log is put into: the same rows, in the same places. */
export const WRAPPINGS: Record<string, (text: string) => Buffer> = {
  'UTF-16, little end first': text => utf16(text, false),
  'UTF-16, big end first': text => utf16(text, true),
  'UTF-16 without a mark': text => utf16(text, false).subarray(2),
  'UTF-16 in zstd in gzip': text => gzipSync(zstdCompressSync(utf16(text, false))),
  'zeros at the end': text => Buffer.concat([Buffer.from(text), Buffer.alloc(100_000)]),
  'syslog of RFC 3164': text => eachLine(text, line => `<13>Nov 24 00:00:03 sensor suricata[812]: ${line}`),
  'syslog with an RFC 3339 time': text =>
    eachLine(text, line => `2026-11-24T00:00:03.123456+01:00 sensor zeek: ${line}`),
  'syslog of RFC 5424': text =>
    eachLine(text, line => `<134>1 2026-11-24T00:00:03Z sensor zeek 8 conn [a@1 b="c \\" ]"][d@2] ${line}`),
  'the time of CloudWatch': text => eachLine(text, line => `2026-11-24T00:00:03.000Z ${line}`),
  'a container runtime': text => eachLine(text, line => `2016-10-06T00:17:09.669794202Z stdout F ${line}`),
  'JSON of Docker': text =>
    eachLine(text, log => JSON.stringify({ log: `${log}\n`, stream: 'stdout', time: '2026-11-24T00:00:03Z' })),
  'JSON of journald': text =>
    eachLine(text, MESSAGE => JSON.stringify({ __CURSOR: 's=1', SYSLOG_IDENTIFIER: 'zeek', MESSAGE })),
  'JSON of Firehose in gzip': text => gzipSync(eachLine(text, message => JSON.stringify({ message }))),
  'a subscription of CloudWatch Logs': text => Buffer.from(subscription(text)),
  'a subscription of CloudWatch Logs, objects without line ends, each in gzip': text =>
    Buffer.concat(parts(text).map(part => gzipSync(subscription(part)))),
  'a subscription of CloudWatch Logs, one object a line': text => Buffer.from(parts(text).map(subscription).join('\n')),
  'an event of Lambda': text =>
    Buffer.from(JSON.stringify({ awslogs: { data: gzipSync(subscription(text)).toString('base64') } }, null, 2)),
  'records of Kinesis': text =>
    Buffer.from(
      JSON.stringify({
        Records: parts(text).map(part => ({
          kinesis: { partitionKey: 'x', data: gzipSync(subscription(part)).toString('base64') },
          eventSource: 'aws:kinesis',
        })),
      }),
    ),
  'records of Firehose with lines': text =>
    Buffer.from(
      JSON.stringify({
        records: parts(text).map(part => ({ recordId: '1', data: Buffer.from(part).toString('base64') })),
      }),
    ),
  'JSON of Firehose without line ends': text =>
    Buffer.from(
      linesOf(text)
        .map(message => JSON.stringify({ message }))
        .join(''),
    ),
  'an export of Logs Insights as JSON': text =>
    Buffer.from(
      JSON.stringify(linesOf(text).map(line => ({ '@timestamp': '2017-04-01 00:00:00.000', '@message': line }))),
    ),
  'an export of Logs Insights as CSV': text =>
    Buffer.from(
      ['@timestamp,@message', ...linesOf(text).map(line => `2017-04-01 00:00:00.000,${quoted(line)}`)].join('\r\n'),
    ),
  'an export of events as CSV': text =>
    Buffer.from(['timestamp,message', ...linesOf(text).map(line => `1491005700000,${quoted(`${line}\n`)}`)].join('\n')),
  'output of filter-log-events': text =>
    Buffer.from(JSON.stringify({ events: linesOf(text).map(message => ({ logStreamName: 'x', message })) }, null, 4)),
  'output of get-query-results': text =>
    Buffer.from(
      JSON.stringify({
        results: linesOf(text).map(value => [
          { field: '@timestamp', value: '2017-04-01 00:00:00.000' },
          { field: '@message', value },
          { field: '@ptr', value: 'x' },
        ]),
        statistics: { recordsMatched: 2 },
        status: 'Complete',
      }),
    ),
  'syslog in JSON': text =>
    eachLine(text, line => JSON.stringify({ message: `<13>Nov 24 00:00:03 sensor zeek: ${line}` })),
}
