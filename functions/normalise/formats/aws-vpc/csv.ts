import type { RecordSink, StreamFormat, StreamReader, UploadContext } from '../format.ts'
import { FieldRow } from '../framing/field-row.ts'
import { bytesOf, decodeText, foundText } from '../framing/fields.ts'
import { firstLines, readLines } from '../framing/lines.ts'
import { columnsOf, columnTwice, type VpcColumns } from './header.ts'
import { vpcName } from './names.ts'
import { vpcRows } from './rows.ts'

const comma = bytesOf(',')
const dash = bytesOf('-')
/** Names of which no other log has any beside two addresses. */
const OWN = new Set(
  'account-id interface-id log-status vpc-id subnet-id pkt-srcaddr pkt-dstaddr tgw-id tgw-attachment-id'.split(' '),
)
/** Names without which no row is a record. */
const NEEDED = ['protocol', 'start', 'end'] as const

/**
 * VPC and transit gateway flow logs as CSV with a header, in any order and any quotes: results of Athena
 * (https://docs.aws.amazon.com/athena/latest/ug/vpc-flow-logs.html; columns of partitions are not read), and of fields in
 * CloudWatch Logs Insights. Fields mean what they mean in text (see `awsVpc`); `-` and an empty field are no word. A header
 * may come again. One that has a name twice, or lacks a protocol or a time, refuses the file.
 */
export const awsVpcCsv: StreamFormat = {
  name: 'aws-vpc-csv',
  title: 'AWS VPC flow logs (CSV)',
  heartbeat: true,
  directions: 1,
  unit: 'line',
  access: 'stream',
  recognise(head, complete) {
    for (const { start, end } of firstLines(head, complete, 1)) if (namesOf(head, start, end) !== undefined) return true
    return false
  },
  open: openCsv,
}

/** The names in a header line as AWS documents them; undefined where it is none of a VPC flow log. */
function namesOf(buffer: Uint8Array, start: number, end: number): string[] | undefined {
  const names = decodeText(buffer, start, end)
    .split(',')
    .map(name => vpcName(name.trim().replace(/^"(.*)"$/, '$1')))
  const has = (name: string) => names.includes(name) || names.includes(`pkt-${name}`)
  // What stands before a line, as syslog, would be a part of its first name.
  if (!names.every(name => /^[@\w.-]*$/.test(name))) return undefined
  return has('srcaddr') && has('dstaddr') && names.some(name => OWN.has(name)) ? names : undefined
}

function openCsv(sink: RecordSink, context: UploadContext): StreamReader {
  const row = new FieldRow(sink, comma, dash)
  row.allowEmpty()
  const rows = vpcRows(row, sink, context)
  let columns: VpcColumns | undefined

  function takeHeader(buffer: Uint8Array, start: number, end: number): boolean {
    const names = namesOf(buffer, start, end)
    if (names === undefined) return false
    columns = columnsOf(names)
    const twice = columnTwice(columns, lines.framed, 'name each once in the query')
    const missing = NEEDED.filter(name => !names.includes(name))
    if (twice !== undefined) sink.refuse(twice)
    else if (missing.length > 0)
      sink.refuse(`expected columns protocol, start and end, found no ${missing.join(', ')}; ${TO_DO}`)
    row.setColumns(names)
    sink.skip('header')
    return true
  }

  const lines = readLines(sink, (buffer, start, end) => {
    if (columns === undefined) {
      if (takeHeader(buffer, start, end)) return
      sink.refuse(
        `expected a header with the names of the columns, found ${JSON.stringify(foundText(buffer, start, end))}; ${TO_DO}`,
      )
      columns = columnsOf([])
      row.setColumns([])
    }
    const count = row.splitQuoted(buffer, start, end)
    if (count !== columns.names.length) sink.reject('field_count', '', `${count}, ${columns.names.length} named`)
    else rows.take(columns, () => takeHeader(buffer, start, end))
  })
  return lines
}

const TO_DO = 'put them into the query, with the names that AWS documents'
