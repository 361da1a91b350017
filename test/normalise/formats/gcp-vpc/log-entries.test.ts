import { describe, expect, it } from 'vitest'
import { gcpVpc } from '../../../../functions/normalise/formats/gcp-vpc/log-entries.ts'
import { recogniseFormat } from '../../../../functions/normalise/formats/index.ts'
import { describeSamples, readSample } from '../../../support/flow-samples.ts'
import { countsOf, readWith } from '../../../support/recording-sink.ts'

const entry = (payload: object, more: object = {}) => ({
  jsonPayload: {
    bytes_sent: '1968',
    packets_sent: '32',
    connection: { src_ip: '10.1.0.9', src_port: 40_000, dest_ip: '93.184.216.34', dest_port: 443, protocol: 6 },
    start_time: '2024-03-01T11:00:00.999999999Z',
    end_time: '2024-03-01T11:00:01Z',
    reporter: 'SRC',
    src_instance: { project_id: 'office', vm_name: 'web-1' },
    ...payload,
  },
  resource: { labels: { project_id: 'office', subnetwork_name: 'lan' } },
  ...more,
})
const bytes = (text: string) => new TextEncoder().encode(text)
const read = (...entries: object[]) => readWith(gcpVpc, bytes(entries.map(own => JSON.stringify(own)).join('\n')))

describe('a flow log entry', () => {
  it('is one direction: counters that are texts, payload bytes, sampling unknown, nobody known to have begun', () => {
    expect(read(entry({})).rows).toMatchObject([
      {
        startMs: Date.UTC(2024, 2, 1, 11, 0, 0, 999),
        endMs: Date.UTC(2024, 2, 1, 11, 0, 1),
        source: '10.1.0.9',
        destination: '93.184.216.34',
        sourcePort: 40_000,
        destinationPort: 443,
        protocol: 6,
        sourceBytes: 1968,
        destinationBytes: 0,
        sourcePackets: 32,
        destinationPackets: 0,
        bytesLayer: 'payload',
        sampling: 0,
        began: 'unknown',
        answered: 'unknown',
        exporter: 'office/web-1',
      },
    ])
  })

  it('without counters has none, for either direction', () => {
    const { rows } = read(entry({ bytes_sent: undefined, packets_sent: null }))
    expect(rows).toMatchObject([
      { sourceBytes: null, destinationBytes: null, sourcePackets: null, destinationPackets: null },
    ])
  })

  it('without a start is of one moment; without ports has none', () => {
    const connection = { src_ip: '10.1.0.9', dest_ip: '93.184.216.34', protocol: 1 }
    const { rows } = read(entry({ start_time: undefined, connection }))
    expect(rows).toMatchObject([
      { startMs: Date.UTC(2024, 2, 1, 11, 0, 1), endMs: Date.UTC(2024, 2, 1, 11, 0, 1), sourcePort: null, protocol: 1 },
    ])
  })

  it('is read the same one a line, in an array, and printed over several lines', () => {
    const entries = [entry({}), entry({ reporter: 'DEST', dest_instance: { vm_name: 'db' } })]
    const rows = (text: string) => readWith(gcpVpc, bytes(text)).rows.map(({ ordinal, ...row }) => row)
    const lines = rows(entries.map(own => JSON.stringify(own)).join('\n'))
    expect(lines).toHaveLength(2)
    expect(rows(JSON.stringify(entries, null, 2))).toEqual(lines)
    expect(rows(`[${entries.map(own => JSON.stringify(own)).join(',\n')}]`)).toEqual(lines)
  })

  it('of another kind is skipped and counted', () => {
    const audit = { protoPayload: { methodName: 'v1.compute.instances.insert' }, jsonPayload: { connection: 'none' } }
    expect(countsOf(read(entry({}), audit))).toEqual({ records: 1, 'skip entry:other': 1 })
  })
})

describe('the exporter', () => {
  const exporters = (...entries: object[]) => read(...entries).rows.map(({ exporter }) => exporter)
  const connection = { src_ip: '10.1.0.9', src_port: 40_000, dest_ip: '10.1.0.7', dest_port: 443, protocol: 6 }
  const back = { src_ip: '10.1.0.7', src_port: 443, dest_ip: '10.1.0.9', dest_port: 40_000, protocol: 6 }

  it('is the side that reported, the same for both directions that it sees and another than the other side', () => {
    const web = { src_instance: { project_id: 'office', vm_name: 'web-1' } }
    expect(
      exporters(
        entry({ connection, ...web }),
        entry({ connection: back, reporter: 'DEST', dest_instance: { project_id: 'office', vm_name: 'web-1' } }),
        entry({ connection, reporter: 'DEST', ...web, dest_instance: { project_id: 'office', vm_name: 'db-1' } }),
      ),
    ).toEqual(['office/web-1', 'office/web-1', 'office/db-1'])
  })

  it('is told apart by the address of that side where the log has no metadata', () => {
    const bare = { src_instance: undefined }
    expect(
      exporters(
        entry({ connection, ...bare }),
        entry({ connection: back, ...bare, reporter: 'DEST' }),
        entry({ connection, ...bare, reporter: 'DEST' }),
        entry({ connection, ...bare }, { resource: undefined }),
      ),
    ).toEqual(['office/lan/10.1.0.9', 'office/lan/10.1.0.9', 'office/lan/10.1.0.7', 'team/folder/10.1.0.9'])
  })

  it('is a gateway by its name', () => {
    const gateway = { reporter: 'DEST_GATEWAY', dest_gateway: { name: 'tunnel-1', project_id: 'office' } }
    expect(exporters(entry(gateway))).toEqual(['office/tunnel-1'])
  })

  it("is the key's where nobody is said to have reported, with a warning", () => {
    const { rows, warnings } = read(entry({ reporter: undefined }))
    expect(rows.map(({ exporter }) => exporter)).toEqual(['team/folder'])
    expect(warnings).toEqual([expect.stringContaining('do not say which side reported')])
  })
})

describeSamples('real VPC flow logs of Google Cloud', () => {
  /** jq -s '[length, (map(.jsonPayload.bytes_sent | tonumber) | add), (map(.jsonPayload.packets_sent | tonumber) | add)]' FILE */
  const files: [string, [records: number, bytes: number, packets: number]][] = [
    ['open-telemetry+opentelemetry-collector-contrib__vpc-flow-log-from-computeengine.json', [1, 0, 16]],
    ['open-telemetry+opentelemetry-collector-contrib__vpc-flow-log-google-service.ndjson', [2, 40_112, 104]],
  ]
  it.each(files)('%s', (name, figures) => {
    const content = readSample(`gcp-vpc/${name}`)
    expect(recogniseFormat(content, true)?.name).toBe('gcp-vpc')
    const { rows, rejects, warnings, violations } = readWith(gcpVpc, content)
    expect({ rejects, warnings, violations }).toEqual({ rejects: [], warnings: [], violations: [] })
    const sum = (of: 'sourceBytes' | 'sourcePackets') => rows.reduce((total, row) => total + (row[of] ?? 0), 0)
    expect([rows.length, sum('sourceBytes'), sum('sourcePackets')]).toEqual(figures)
  })
})
