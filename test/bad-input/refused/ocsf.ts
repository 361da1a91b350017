import { parquetMetadata } from 'hyparquet'
import type { RejectReason } from '../../../functions/normalise/rejects.ts'
import { writeOcsfParquet } from '../../support/ocsf-parquet.ts'
import { casesOf, TOO_LONG } from './case.ts'

const START = Date.UTC(2024, 2, 1, 11)
const event = (more: object) => ({
  class_uid: 4001,
  activity_id: 6,
  start_time: START,
  end_time: START + 50_000,
  src_endpoint: { ip: '10.1.0.9', port: 40_000 },
  dst_endpoint: { ip: '93.184.216.34', port: 443 },
  connection_info: { protocol_num: 6, direction_id: 2 },
  traffic: { bytes_out: 700, bytes_in: 9000, packets_out: 7, packets_in: 12 },
  ...more,
})

/** What is wrong with an event, whatever it is written in. */
const bad: Partial<Record<RejectReason, object>> = {
  bad_address: event({ src_endpoint: { ip: '-' } }),
  missing_field: event({ connection_info: { direction_id: 2 } }),
  end_before_start: event({ end_time: START - 1000 }),
  before_1990: event({ start_time: 0, end_time: 1 }),
  in_the_future: event({ start_time: 1_893_456_000, end_time: 1_893_456_001 }),
  too_long_lasting: event({ start_time: Date.UTC(2024, 0, 1) }),
  implausible_counter: event({ traffic: { packets_out: Number.MAX_SAFE_INTEGER } }),
}

/** The page of class_uid in the second of two row groups, overwritten. */
function damaged(): Uint8Array {
  const bytes = writeOcsfParquet([event({}), event({})], { rowGroupSize: 1 })
  const chunk = parquetMetadata(bytes.slice().buffer).row_groups[1]?.columns[1]?.meta_data
  const at = Number(chunk?.dictionary_page_offset ?? chunk?.data_page_offset)
  bytes.fill(0xff, at, at + 16)
  return bytes
}

export const ocsfRefused = [
  ...casesOf(
    'ocsf-network',
    {
      ...Object.fromEntries(Object.entries(bad).map(([reason, value]) => [reason, JSON.stringify(value)])),
      too_long: JSON.stringify(event({ message: TOO_LONG })),
      bad_json: JSON.stringify(event({})).slice(0, 150),
      bad_number: JSON.stringify(event({ traffic: { bytes_out: 1.5 } })),
      bad_time: JSON.stringify(event({ start_time: '01/03/2024 11:00' })),
    },
    unit => `${JSON.stringify(event({}))}\n${unit}\n`,
  ),
  ...casesOf(
    'ocsf-network-parquet',
    {
      ...Object.fromEntries(
        Object.entries(bad).map(([reason, value]) => [
          reason,
          writeOcsfParquet([event({}), value], { rowGroupSize: 1 }),
        ]),
      ),
      bad_number: writeOcsfParquet([event({}), event({ traffic: { bytes_out: -1 } })]),
      bad_time: writeOcsfParquet([event({}), event({ start_time: -START })]),
      bad_page: damaged(),
    },
    unit => unit,
  ),
]
