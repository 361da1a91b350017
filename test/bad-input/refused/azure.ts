import { casesOf, type RefusedCase, TOO_LONG } from './case.ts'

const nsg = (...tuples: string[]) =>
  JSON.stringify({
    records: [
      {
        time: '2024-03-01T11:01:00.5Z',
        category: 'NetworkSecurityGroupFlowEvent',
        resourceId: '/SUBSCRIPTIONS/00/PROVIDERS/MICROSOFT.NETWORK/NETWORKSECURITYGROUPS/OFFICE-NSG',
        properties: { Version: 2, flows: [{ rule: 'r', flows: [{ mac: '002248034CC3', flowTuples: tuples }] }] },
      },
    ],
  })
const nsgTuple = (change: Record<number, string> = {}) =>
  '1709290850,10.1.0.9,93.184.216.34,40000,443,T,O,A,E,10,2000,12,9000'
    .split(',')
    .map((field, at) => change[at] ?? field)
    .join(',')

const vnet = (...tuples: string[]) =>
  JSON.stringify({
    records: [
      {
        time: '2024-03-01T11:01:00.5Z',
        flowLogVersion: 4,
        macAddress: '00224871C205',
        targetResourceID: '/subscriptions/1/providers/Microsoft.Network/virtualNetworks/office',
        flowRecords: { flows: [{ aclID: 'a', flowGroups: [{ rule: 'r', flowTuples: tuples }] }] },
      },
    ],
  })
const vnetTuple = (change: Record<number, string> = {}) =>
  '1709290850000,10.1.0.9,93.184.216.34,40000,443,6,O,E,NX,10,2000,12,9000'
    .split(',')
    .map((field, at) => change[at] ?? field)
    .join(',')

/** `tuple`: a good one with other fields; `future`, `before`: times that are refused. */
const refusedOf = (
  format: string,
  blob: (...tuples: string[]) => string,
  tuple: (change?: Record<number, string>) => string,
  future: string,
  before: string,
) =>
  casesOf(
    format,
    {
      too_long: tuple({ 5: TOO_LONG }),
      field_count: tuple().split(',').slice(0, 7).join(','),
      bad_address: tuple({ 2: 'example.org' }),
      bad_number: tuple({ 3: '70000' }),
      bad_time: tuple({ 0: '2024-03-01T11:00:00Z' }),
      missing_field: tuple({ 1: '' }),
      before_1990: tuple({ 0: before }),
      in_the_future: tuple({ 0: future }),
      implausible_counter: tuple({ 9: '9007199254740991' }),
    },
    bad => blob(tuple(), bad),
  )

export const azureRefused: readonly RefusedCase[] = [
  ...refusedOf('azure-nsg', nsg, nsgTuple, '1893456000', '60'),
  { format: 'azure-nsg', reason: 'bad_json', file: nsg(nsgTuple()).replace('"]', '",tuple]') },
  ...refusedOf('azure-vnet', vnet, vnetTuple, '1893456000000', '60000'),
]
