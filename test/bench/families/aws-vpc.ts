/** VPC flow logs besides text with a header: as queries and conversions leave them, and with what shippers put around lines. */
import { gzipSync } from 'node:zlib'
import { fileWriter } from 'hyparquet-writer'
import { openOcsfParquet } from '../../support/ocsf-parquet.ts'
import { type InputOptions, type Row, rowsOf, writeLines } from '../inputs.ts'
import { batchesOf, writeBatches } from './subscription.ts'

const ACCOUNT = '123456789012'
const INTERFACE = 'eni-0a1b2c3d4e5f60718'
const GROUP = 100_000

/** Fields of version 2, and the flags of version 3, by the names of columns of tables; each record shows one direction. */
function* recordsOf(options: InputOptions) {
  let place = 0
  for (const row of rowsOf(options)) yield fieldsOf(row, place++ % 2 === 0)
}

const fieldsOf = (row: Row, isOut: boolean) => ({
  version: 5,
  account_id: ACCOUNT,
  interface_id: INTERFACE,
  srcaddr: isOut ? row.local : row.remote,
  dstaddr: isOut ? row.remote : row.local,
  srcport: isOut ? row.localPort : row.remotePort,
  dstport: isOut ? row.remotePort : row.localPort,
  protocol: row.protocol,
  packets: isOut ? row.packetsOut : row.packetsIn + 1,
  bytes: isOut ? row.bytesOut : row.bytesIn + 40,
  start: Math.floor(row.startMs / 1000),
  end: Math.floor(row.endMs / 1000),
  action: 'ACCEPT',
  log_status: 'OK',
  tcp_flags: row.protocol === 6 ? (isOut ? 2 : 18) : 0,
})
type Fields = ReturnType<typeof fieldsOf>

/** Lines of the default format, which CloudWatch Logs holds without a header. */
function* lines(options: InputOptions): Generator<string> {
  for (const { tcp_flags: _, ...fields } of recordsOf(options)) yield Object.values({ ...fields, version: 2 }).join(' ')
}

function* each<T>(of: Iterable<T>, text: (one: T) => string): Generator<string> {
  for (const one of of) yield text(one)
}

/** As Athena writes results: each field in quotes. */
export function writeVpcCsv(options: InputOptions): void {
  const quoted = (fields: readonly (string | number)[]) => `${fields.map(field => `"${field}"`).join(',')}\n`
  let header = ''
  for (const fields of recordsOf({ ...options, rows: 1 })) header = quoted(Object.keys(fields))
  writeLines(
    options.path,
    header,
    each(recordsOf(options), fields => quoted(Object.values(fields))),
  )
}

/** An object a line, as conversions make them. */
export const writeVpcJson = (options: InputOptions): void =>
  writeLines(
    options.path,
    '',
    each(recordsOf(options), fields => `${JSON.stringify(fields)}\n`),
  )

/** With the columns that AWS delivers of these fields. */
export function writeVpcParquet(options: InputOptions): void {
  const whole = { version: 'int', srcport: 'int', dstport: 'int', protocol: 'int', tcp_flags: 'int' } as const
  const counted = { packets: 'bigint', bytes: 'bigint', start: 'bigint', end: 'bigint' } as const
  const words = { account_id: 'text', interface_id: 'text', srcaddr: 'text', dstaddr: 'text' } as const
  const shape = { ...words, ...whole, ...counted, action: 'text', log_status: 'text' } as const
  const file = openOcsfParquet(fileWriter(options.path), shape)
  let held: Fields[] = []
  for (const fields of recordsOf(options)) {
    held.push(fields)
    if (held.length < GROUP) continue
    file.write(held, { rowGroupSize: GROUP })
    held = []
  }
  if (held.length > 0) file.write(held, { rowGroupSize: GROUP })
  file.finish()
}

/** As transformations of Firehose write lines of CloudWatch Logs. */
export const writeVpcMessages = (options: InputOptions): void =>
  writeLines(
    options.path,
    '',
    each(lines(options), message => `${JSON.stringify({ message })}\n`),
  )

/** As Firehose writes what VPC gives it: nothing stands between the objects. */
export const writeVpcJoinedMessages = (options: InputOptions): void =>
  writeLines(
    options.path,
    '',
    each(lines(options), message => JSON.stringify({ message })),
  )

/** As CloudWatch Logs exports a log group to S3. */
export const writeVpcTimed = (options: InputOptions): void =>
  writeLines(
    options.path,
    '',
    each(lines(options), line => `2017-04-01T00:10:00.000Z ${line}\n`),
  )

/** As the console exports results of a query in CloudWatch Logs Insights. */
export const writeVpcInsights = (options: InputOptions): void =>
  writeLines(
    options.path,
    '@timestamp,@message\n',
    each(lines(options), line => `2017-04-01 00:10:00.000,${line}\n`),
  )

/** Batches of a subscription of CloudWatch Logs as Firehose writes them to S3: each in gzip, nothing between them. */
export const writeVpcSubscription = (options: InputOptions): void => writeBatches(options.path, lines(options))

/** The same batches as records of a stream of Kinesis, which a function was called with and put away. */
export const writeVpcKinesis = (options: InputOptions): void =>
  writeLines(
    options.path,
    '',
    each(batchesOf(lines(options)), batch => {
      const data = gzipSync(batch).toString('base64')
      return `${JSON.stringify({ Records: [{ eventSource: 'aws:kinesis', kinesis: { partitionKey: '1', data } }] })}\n`
    }),
  )
