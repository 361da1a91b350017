/** VPC flow logs as tables and objects, and their fields of all versions. */
import { describe, expect, it } from 'vitest'
import { awsVpcCsv } from '../../../../functions/normalise/formats/aws-vpc/csv.ts'
import { awsVpcJson } from '../../../../functions/normalise/formats/aws-vpc/json.ts'
import { TRANSIT_FIELDS, VPC_FIELDS, vpcName } from '../../../../functions/normalise/formats/aws-vpc/names.ts'
import { awsVpc } from '../../../../functions/normalise/formats/aws-vpc/text.ts'
import type { StreamFormat } from '../../../../functions/normalise/formats/format.ts'
import { recogniseFormat } from '../../../../functions/normalise/formats/index.ts'
import { describeSamples, readSample } from '../../../support/flow-samples.ts'
import { countsOf, readWith } from '../../../support/recording-sink.ts'

type Values = Record<string, string | number>

/** A value of each field as AWS shows them; in the order of the versions. */
const usual: Values = {
  version: 11,
  'account-id': '000000000042',
  'interface-id': 'eni-1',
  srcaddr: '10.0.0.5',
  dstaddr: '52.95.128.179',
  srcport: 34_210,
  dstport: 443,
  protocol: 6,
  packets: 10,
  bytes: 840,
  start: 1_491_005_700,
  end: 1_491_005_760,
  action: 'ACCEPT',
  'log-status': 'OK',
  'tcp-flags': 2,
  type: 'IPv4',
  'pkt-srcaddr': '-',
  'pkt-dstaddr': '-',
  'flow-direction': 'egress',
  'traffic-path': 8,
  'ecs-cluster-arn': 'arn:aws:ecs:us-east-1:000000000042:cluster/my-cluster',
  'reject-reason': '-',
  'resource-id': '-',
  'encryption-status': 3,
  'instance-tag': 'env=prod',
  'next-hop-interface-type': 'nat_gateway',
}

/** The names of version `version` and those before it. */
const namesOf = (version: number): string[] =>
  Object.entries(VPC_FIELDS)
    .filter(([of]) => Number(of) <= version)
    .flatMap(([, names]) => names.split(' '))
const valuesOf = (names: readonly string[], change: Values = {}): Values =>
  Object.fromEntries(names.map(name => [name, change[name] ?? usual[name] ?? '-']))

const camel = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
const snake = (name: string) => name.replaceAll('-', '_')
const asText = (row: Values) => `${Object.keys(row).join(' ')}\n${Object.values(row).join(' ')}\n`
const asCsv = (row: Values) => `${Object.keys(row).map(snake).join(',')},year\n${Object.values(row).join(',')},2017\n`
const asQuotedCsv = (row: Values) =>
  `"date",${Object.keys(row).map(name => `"${snake(name)}"`)}\n"a, ""b""",${Object.values(row).map(value => (value === '-' ? '' : `"${value}"`))}\n`
const asJson = (row: Values) => JSON.stringify(row)
const asTexts = (row: Values) =>
  JSON.stringify(Object.fromEntries(Object.entries(row).map(([name, value]) => [camel(name), String(value)])), null, 2)

const WRITINGS: [string, StreamFormat, (row: Values) => string][] = [
  ['text', awsVpc, asText],
  ['CSV', awsVpcCsv, asCsv],
  ['CSV in quotes with columns of partitions', awsVpcCsv, asQuotedCsv],
  ['JSON', awsVpcJson, asJson],
  ['JSON of Insights, printed, its numbers texts', awsVpcJson, asTexts],
]

/** The row without its place, of a log that holds one. */
function rowOf(format: StreamFormat, text: string) {
  expect(recogniseFormat(Buffer.from(text), true)).toBe(format)
  const { rows, rejects, refusals, violations } = readWith(format, text)
  expect({ rejects, refusals, violations, rows: rows.length }).toEqual({
    rejects: [],
    refusals: [],
    violations: [],
    rows: 1,
  })
  return { ...rows[0], ordinal: 0 }
}

describe.each(WRITINGS)('in %s', (_, format, write) => {
  it.each([2, 3, 4, 5, 7, 8, 9, 10, 11])('version %i is read', version => {
    const row = rowOf(format, write(valuesOf(namesOf(version), { version })))
    expect(row).toMatchObject({
      source: '10.0.0.5',
      destination: '52.95.128.179',
      sourcePort: 34_210,
      destinationPort: 443,
      sourceBytes: 840,
      sourcePackets: 10,
      startMs: 1_491_005_700_000,
      endMs: 1_491_005_760_000,
      action: 'accept',
      began: version > 2 ? 'source' : 'unknown',
      exporter: 'eni-1@team/folder',
    })
    expect(JSON.stringify(row)).not.toMatch(/000000000042|my-cluster|prod/)
  })

  it('version 6, of a transit gateway, is read', () => {
    const names = TRANSIT_FIELDS.split(' ')
    const change = {
      version: 6,
      'resource-type': 'TransitGateway',
      'tgw-id': 'tgw-1',
      'tgw-attachment-id': 'tgw-attach-1',
    }
    const row = rowOf(format, write(valuesOf(names, change)))
    expect(row).toMatchObject({ sourceBytes: 840, action: 'unknown', exporter: 'tgw-attach-1@team/folder' })
    const withoutAttachment = valuesOf(names, { ...change, 'tgw-attachment-id': '-' })
    delete withoutAttachment['tgw-attachment-id']
    expect(rowOf(format, write(withoutAttachment)).exporter).toBe('tgw-1@team/folder')
  })

  it('flows of a regional NAT gateway have it for an exporter, and the ends of the packets', () => {
    const change = {
      'interface-id': '-',
      'resource-id': 'nat-0a1b',
      'pkt-srcaddr': '10.0.7.9',
      'pkt-dstaddr': '203.0.113.5',
      'reject-reason': 'BPA',
      action: 'REJECT',
    }
    expect(rowOf(format, write(valuesOf(namesOf(11), change)))).toMatchObject({
      source: '10.0.7.9',
      destination: '203.0.113.5',
      action: 'deny',
      exporter: 'nat-0a1b@team/folder',
    })
  })

  it('NODATA and SKIPDATA are markers', () => {
    const none = Object.fromEntries(namesOf(2).map(name => [name, '-']))
    const markers = ['NODATA', 'SKIPDATA'].map(status => {
      const row = { ...none, 'interface-id': 'eni-1', start: 1_491_005_700, end: 1_491_005_760, 'log-status': status }
      return readWith(format, write(row)).markers.map(({ kind, exporter }) => [kind, exporter])
    })
    expect(markers).toEqual([[['nodata', 'eni-1@team/folder']], [['skipdata', 'eni-1@team/folder']]])
  })
})

describe('a CSV table', () => {
  const header = 'account_id,srcaddr,dstaddr,protocol,start,end,bytes'
  const row = '1,10.0.0.5,8.8.8.8,17,1491005700,1491005760,'
  const read = (...lines: string[]) => readWith(awsVpcCsv, lines.join('\r\n'))

  it('may have its header again, and in another order', () => {
    const other = 'end,start,dstaddr,srcaddr,protocol,bytes,account-id'
    const found = read(header, `${row}7`, other, '1491005760,1491005700,8.8.8.8,10.0.0.5,17,8,1')
    expect(found.rows.map(({ sourceBytes }) => sourceBytes)).toEqual([7, 8])
    expect(countsOf(found)).toEqual({ records: 2, 'skip header': 2 })
  })

  it('has empty fields for no word', () => {
    expect(read(header, row).rows[0]).toMatchObject({ sourceBytes: null, sourcePackets: null })
  })

  it.each([
    ['without a time', 'account_id,srcaddr,dstaddr,protocol,bytes', 'found no start, end; put them into the query'],
  ])('%s is refused, with what to do', (_, names, text) => {
    expect(read(names, row).refusals).toEqual([expect.stringContaining(text)])
  })

  it('of other addresses is none: nfdump, and those without any name of AWS', () => {
    for (const names of ['srcAddr,dstAddr,proto,packets,bytes', 'firstSeen,srcAddr,dstAddr,protocol,start,end'])
      expect(awsVpcCsv.recognise(Buffer.from(`${names}\n`), true)).toBe(false)
  })

  it('of the older guide of Athena is read', () => {
    const names =
      'version,account,interfaceid,sourceaddress,destinationaddress,sourceport,destinationport,protocol,numpackets,numbytes,starttime,endtime,action,logstatus'
    const found = read(names, '2,1,eni-1,10.0.0.5,8.8.8.8,1,53,17,2,150,1491005700,1491005760,ACCEPT,OK')
    expect(found.rows[0]).toMatchObject({
      sourceBytes: 150,
      sourcePackets: 2,
      destinationPort: 53,
      exporter: 'eni-1@team/folder',
    })
  })
})

describe('JSON objects', () => {
  const object = { srcaddr: '10.0.0.5', dstaddr: '8.8.8.8', protocol: 17, start: 1_491_005_700, end: 1_491_005_760 }
  const read = (change: object) => readWith(awsVpcJson, JSON.stringify({ ...object, ...change }))

  it('have null for no word, and numbers that cannot be told refused', () => {
    expect(read({ bytes: null, packets: '7' }).rows[0]).toMatchObject({ sourceBytes: null, sourcePackets: 7 })
    const rejectOf = (change: object) =>
      read(change).rejects.map(({ reason, column, found }) => [reason, column, found])
    expect(rejectOf({ bytes: 2 ** 53 })).toEqual([['bad_number', 'bytes', '9007199254740992']])
    expect(rejectOf({ bytes: 1.5 })).toEqual([['bad_number', 'bytes', '1.5']])
    expect(rejectOf({ bytes: {} })).toEqual([['bad_number', 'bytes', 'object']])
    expect(rejectOf({ dstaddr: null })).toEqual([['missing_field', 'dstaddr', '']])
    expect(rejectOf({ srcaddr: 'x'.repeat(5000) })).toEqual([['bad_address', 'srcaddr', 'x'.repeat(100)]])
  })

  it('of other programs are none', () => {
    const goflow = { src_addr: '10.0.0.5', dst_addr: '8.8.8.8', proto: 'UDP', bytes: 1, time_flow_start_ns: 1 }
    expect(recogniseFormat(Buffer.from(JSON.stringify(goflow)), true)).toBeUndefined()
  })

  it('may have any number of keys, of which none is kept', () => {
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`key-${at}`, at]))
    const text = [1, 2].map(() => JSON.stringify({ ...many, ...object, bytes: 5 })).join('')
    expect(readWith(awsVpcJson, text).rows.map(({ sourceBytes }) => sourceBytes)).toEqual([5, 5])
  })
})

it.each([
  [['$', '{pkt-srcaddr}'].join(''), 'pkt-srcaddr'],
  ['PKT_SRCADDR', 'pkt-srcaddr'],
  ['pktSrcAddr', 'pkt-srcaddr'],
  ['startTime', 'start'],
  ['numbytes', 'bytes'],
  ['some_new_field', 'some-new-field'],
])('the name %s is %s', (written, name) => {
  expect(vpcName(written)).toBe(name)
})

describeSamples('real files', () => {
  // tail -1 …csv | cut -d, -f4,12 and jq '.[] | .bytes, .packets' …json: 40 and 1.
  it.each([
    ['ocsf+examples__aws-vpcflow-ocsf-v1.1.0-vpcflowlog.raw', awsVpcCsv],
    ['ocsf+examples__dataprepper-aws-vpcflow-ocsf-v1.1.0-vpcflowlog.raw', awsVpcJson],
  ])('%s', (name, format) => {
    const text = Buffer.from(readSample(`ocsf-network/${name}`)).toString()
    expect(rowOf(format, text)).toMatchObject({
      source: '1.2.3.4',
      destination: '172.31.2.52',
      sourcePort: 56_858,
      destinationPort: 39_938,
      sourceBytes: 40,
      sourcePackets: 1,
      startMs: 1_649_721_732_000,
      endMs: 1_649_721_788_000,
      action: 'deny',
      began: 'source',
    })
  })
})
