import { expect, it } from 'vitest'
import { openContent } from '../../../../functions/normalise/content/open-content.ts'
import { awsVpc } from '../../../../functions/normalise/formats/aws-vpc/text.ts'
import { recogniseContent } from '../../../../functions/normalise/recognise-content.ts'
import { readWith } from '../../../support/recording-sink.ts'

const vpc = '2 123456789010 eni-1 198.51.100.7 192.0.2.1 49152 443 6 10 840 1491005700 1491005760 ACCEPT OK'
const transit =
  '6 TransitGateway 123456789010 tgw-1 tgw-attach-1 123456789010 123456789010 vpc-1 vpc-2 subnet-1 subnet-2 eni-1 eni-2 ' +
  'az-1 az-2 tgw-attach-2 198.51.100.7 192.0.2.1 49152 443 6 10 840 1491005700 1491005760 OK IPv4 0 0 0 0 2 eu-west-1 ' +
  'ingress - -'
/** How CloudWatch Logs exports a line to S3, and how Firehose hands one on. */
const exported = (line: string) => `2017-04-01T00:16:12.000Z ${line}`
const handedOn = (line: string) => JSON.stringify({ message: line })

it.each([
  ['exported from CloudWatch Logs', exported],
  ['of Firehose', handedOn],
])('records %s are read, of VPC and of a transit gateway', async (_, wrap) => {
  const lines = [vpc, transit, vpc]
  async function* content() {
    yield Buffer.from(lines.map(line => `${wrap(line)}\n`).join(''))
  }
  const { format, chunks } = await recogniseContent(openContent(content(), 1_000_000))
  expect(format).toBe(awsVpc)
  const inside: Uint8Array[] = []
  for await (const chunk of chunks()) inside.push(chunk)
  const { rows, rejects } = readWith(awsVpc, new Uint8Array(Buffer.concat(inside)))
  expect(rejects).toEqual([])
  expect(rows.map(({ exporter, sourceBytes }) => [exporter, sourceBytes])).toEqual([
    ['eni-1@team/folder', 840],
    ['tgw-attach-1@team/folder', 840],
    ['eni-1@team/folder', 840],
  ])
})
