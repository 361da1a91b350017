import { describe, expect, it } from 'vitest'
import { azureNsg, azureVnet } from '../../../../functions/normalise/formats/azure/flow-logs.ts'
import type { StreamFormat } from '../../../../functions/normalise/formats/format.ts'
import { recogniseFormat } from '../../../../functions/normalise/formats/index.ts'
import { describeSamples, readSample } from '../../../support/flow-samples.ts'
import { countsOf, readWith } from '../../../support/recording-sink.ts'

const nsgRecord = (tuples: string[], more: object = {}, mac = '002248034CC3') => ({
  category: 'NetworkSecurityGroupFlowEvent',
  resourceId: '/SUBSCRIPTIONS/00/PROVIDERS/MICROSOFT.NETWORK/NETWORKSECURITYGROUPS/Quay-NSG',
  properties: { Version: 2, flows: [{ rule: 'r', flows: [{ mac, flowTuples: tuples }] }] },
  ...more,
})
const vnetRecord = (tuples: string[], more: object = {}) => ({
  macAddress: '00224871C205',
  targetResourceID: '/subscriptions/1/providers/Microsoft.Network/virtualNetworks/Harbour',
  flowRecords: { flows: [{ aclID: 'a', flowGroups: [{ rule: 'r', flowTuples: tuples }] }] },
  ...more,
})
const read = (format: StreamFormat, value: unknown, indent = 0) => readWith(format, JSON.stringify(value, null, indent))
const ENDS = '10.1.0.9,93.184.216.34,40000,443'

describe('a tuple of a network security group', () => {
  it('of version 2: begins without counters, goes on with what came since, ends', () => {
    const { rows, rejects } = read(azureNsg, {
      records: [
        nsgRecord([
          `1709290800,${ENDS},T,O,A,B,,,,`,
          `1709290860,${ENDS},T,O,A,C,20,1784,32,23631`,
          `1709290920,${ENDS},T,O,A,E,10,700,12,3631`,
          `1709291000,${ENDS},T,O,A,E,1,60,1,60`,
        ]),
      ],
    })
    expect(rejects).toEqual([])
    const common = { source: '10.1.0.9', destinationPort: 443, protocol: 6, began: 'source', beganBy: 'log' }
    expect(rows).toMatchObject([
      {
        ...common,
        startMs: 1709290800000,
        endMs: 1709290800000,
        sourceBytes: null,
        state: 'B',
        exporter: 'quay-nsg/002248034CC3',
      },
      {
        ...common,
        startMs: 1709290800000,
        endMs: 1709290860000,
        sourcePackets: 20,
        sourceBytes: 1784,
        destinationPackets: 32,
      },
      { ...common, startMs: 1709290860000, endMs: 1709290920000, destinationBytes: 3631, action: 'accept', state: 'E' },
      // Nothing is known of a connection that had ended.
      { ...common, startMs: 1709291000000, endMs: 1709291000000, sourceBytes: 60 },
    ])
  })

  it('of version 1: no counters, no state, denied or not', () => {
    const { rows } = read(azureNsg, {
      records: [nsgRecord([`1487282421,${ENDS},U,I,D`, `1487282421,${ENDS},T,I,A`])],
    })
    expect(rows).toMatchObject([
      { protocol: 17, action: 'deny', sourcePackets: null, destinationPackets: 0, state: null },
      {
        protocol: 6,
        action: 'accept',
        sourcePackets: null,
        destinationPackets: null,
        sampling: 1,
        bytesLayer: 'unknown',
      },
    ])
  })
  it('is of the group and the card around it, not of those before', () => {
    const tuple = `1709290860,${ENDS},T,O,A,E,20,1784,32,23631`
    const { rows } = read(azureNsg, [
      nsgRecord([tuple]),
      nsgRecord([tuple], {}, '002248034CC4'),
      nsgRecord([tuple], { resourceId: undefined }, ''),
    ])
    expect(rows.map(({ exporter }) => exporter)).toEqual([
      'quay-nsg/002248034CC3',
      'quay-nsg/002248034CC4',
      'team/folder',
    ])
  })
})

describe('a tuple of a virtual network', () => {
  it('has milliseconds and any protocol; what is denied passed nothing', () => {
    const { rows, rejects } = read(azureVnet, {
      records: [
        vnetRecord([
          `1663146003599,${ENDS},6,O,B,NX,0,0,0,0`,
          `1663146003606,${ENDS},6,O,E,NX,3,767,2,1580`,
          '1663145998065,101.33.218.153,10.0.0.6,55188,22,6,I,D,NX,0,0,0,0',
          '1663145998066,10.0.0.6,9.9.9.9,0,0,1,O,E,NX,2,168,2,168',
        ]),
      ],
    })
    expect(rejects).toEqual([])
    expect(rows).toMatchObject([
      { sourcePackets: null, state: 'B', exporter: 'harbour/00224871C205' },
      { startMs: 1663146003599, endMs: 1663146003606, sourceBytes: 767, destinationBytes: 1580 },
      { action: 'deny', sourcePackets: null, destinationPackets: 0, state: 'D' },
      { protocol: 1, sourcePort: null, destinationPort: null, sourceBytes: 168 },
    ])
  })
})

describe('a blob', () => {
  const tuples = [`1663146003606,${ENDS},6,O,E,NX,3,767,2,1580`, `1663146003607,${ENDS},6,O,E,NX,1,60,1,60`]
  const rows = (text: string) => readWith(azureVnet, text).rows
  const records = [vnetRecord(tuples), vnetRecord(tuples, { macAddress: '00224871C206' })]
  const whole = rows(JSON.stringify({ records }))

  it('is read the same printed, as an array, one record a line, with a mark, with commas too many', () => {
    expect(whole).toHaveLength(4)
    expect(rows(JSON.stringify({ records }, null, 2))).toEqual(whole)
    expect(rows(JSON.stringify(records))).toEqual(whole)
    expect(rows(records.map(record => JSON.stringify(record)).join('\n'))).toEqual(whole)
    expect(rows(`\ufeff,${JSON.stringify({ records }).replaceAll('"]', '",]')}`)).toEqual(whole)
  })

  it('that is still growing counts as far as it is whole', () => {
    const text = JSON.stringify({ records })
    for (const end of [text.length - 2, text.lastIndexOf('1663146003607') - 1, text.indexOf('flowTuples')]) {
      const { rows: found, rejects } = readWith(azureVnet, text.slice(0, end))
      expect(rejects).toEqual([])
      expect(found).toEqual(whole.slice(0, found.length))
    }
  })

  it('is recognised by its first tuple, by one format only', () => {
    const of = (value: unknown) => recogniseFormat(new TextEncoder().encode(JSON.stringify(value)), true)?.name
    expect([
      of({ records }),
      of({ records: [nsgRecord(['1,2'])] }),
      of({ records: [] }),
      of([{ properties: {} }]),
    ]).toEqual(['azure-vnet', 'azure-nsg', undefined, undefined])
  })
})

describeSamples('real flow logs of Azure', () => {
  /**
   * Tuples, sums of bytes sent and received, denied:
   * grep -oE '"[0-9]{10,13},[^"]*"' FILE | tr -d '"' |
   *   awk -F, '{n++; if (NF>8) {s+=$(NF-2); r+=$NF}; d+=($8=="D")} END {print n, s+0, r+0, d+0}'
   */
  const files: [string, StreamFormat, [tuples: number, sent: number, received: number, denied: number]][] = [
    ['azure-nsg/MicrosoftDocs+azure-docs__nsg-v1-sample.json', azureNsg, [9, 0, 0, 2]],
    ['azure-nsg/MicrosoftDocs+azure-docs__nsg-v2-sample.json', azureNsg, [33, 19_742, 1_971_592, 1]],
    ['azure-nsg/microsoft+AzureNetworkWatcherNSGFlowLogsConnector__sampleJsonInput.json', azureNsg, [38, 0, 0, 37]],
    [
      'azure-vnet/MicrosoftDocs+azure-docs__virtual-network-manager-vnet-flow-log.json',
      azureVnet,
      [19, 4528, 43_292, 9],
    ],
  ]
  it.each(files)('%s', (name, format, figures) => {
    const content = readSample(name)
    expect(recogniseFormat(content, true)).toBe(format)
    const recording = readWith(format, content)
    expect({ rejects: recording.rejects, violations: recording.violations }).toEqual({ rejects: [], violations: [] })
    const sum = (of: 'sourceBytes' | 'destinationBytes') => recording.rows.reduce((all, row) => all + (row[of] ?? 0), 0)
    const denied = recording.rows.filter(({ action }) => action === 'deny').length
    expect([countsOf(recording).records, sum('sourceBytes'), sum('destinationBytes'), denied]).toEqual(figures)
    expect(readWith(format, content, { chunks: [1, 7, 1000] })).toEqual(recording)
  })
})
