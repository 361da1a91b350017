import { type InputOptions, type Row, rowsOf, writeLines } from '../inputs.ts'

/** Tuples of a record, which holds what one card saw in a minute. */
const TUPLES = 200

/** A blob on one line: records of tuples, each of a flow that ended, with its counters. */
function writeBlob(
  options: InputOptions,
  tupleOf: (row: Row) => string,
  recordOf: (time: string, tuples: string) => string,
): void {
  function* records() {
    let tuples: string[] = []
    let first = true
    for (const row of rowsOf(options)) {
      tuples.push(`"${tupleOf(row)}"`)
      if (tuples.length < TUPLES) continue
      yield `${first ? '' : ','}${recordOf(new Date(row.endMs).toISOString(), tuples.join(','))}`
      first = false
      tuples = []
    }
    yield ']}'
  }
  writeLines(options.path, '{"records":[', records())
}

const countersOf = (row: Row) => `${row.packetsOut},${row.bytesOut},${row.packetsIn},${row.bytesIn}`
const endsOf = (row: Row) => `${row.local},${row.remote},${row.localPort},${row.remotePort}`

export const writeAzureNsg = (options: InputOptions): void =>
  writeBlob(
    options,
    row => `${Math.floor(row.endMs / 1000)},${endsOf(row)},${row.protocol === 6 ? 'T' : 'U'},O,A,E,${countersOf(row)}`,
    (time, tuples) =>
      `{"time":"${time}","systemId":"0a","macAddress":"002248034CC3","category":"NetworkSecurityGroupFlowEvent",` +
      '"resourceId":"/SUBSCRIPTIONS/00/RESOURCEGROUPS/QUAY/PROVIDERS/MICROSOFT.NETWORK/NETWORKSECURITYGROUPS/QUAY-NSG",' +
      '"operationName":"NetworkSecurityGroupFlowEvents","properties":{"Version":2,"flows":[{"rule":"DefaultRule_AllowInternetOutBound",' +
      `"flows":[{"mac":"002248034CC3","flowTuples":[${tuples}]}]}]}}`,
  )

export const writeAzureVnet = (options: InputOptions): void =>
  writeBlob(
    options,
    row => `${row.endMs},${endsOf(row)},${row.protocol},O,E,NX,${countersOf(row)}`,
    (time, tuples) =>
      `{"time":"${time}","flowLogVersion":4,"flowLogGUID":"a1","macAddress":"00224871C205","category":"FlowLogFlowEvent",` +
      '"flowLogResourceID":"/SUBSCRIPTIONS/1/FLOWLOGS/VNETFLOWLOG","targetResourceID":"/subscriptions/1/virtualNetworks/harbour",' +
      '"operationName":"FlowLogFlowEvent","flowRecords":{"flows":[{"aclID":"9a","flowGroups":[{"rule":"DefaultRule_AllowInternetOutBound",' +
      `"flowTuples":[${tuples}]}]}]}}`,
  )
