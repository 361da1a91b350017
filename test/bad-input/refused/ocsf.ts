import { casesOf, TOO_LONG } from './case.ts'

const START = Date.UTC(2024, 2, 1, 11)
const event = (more: object) =>
  JSON.stringify({
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

export const ocsfRefused = casesOf(
  'ocsf-network',
  {
    too_long: event({ message: TOO_LONG }),
    bad_json: event({}).slice(0, 150),
    bad_address: event({ src_endpoint: { ip: '-' } }),
    bad_number: event({ traffic: { bytes_out: 1.5 } }),
    bad_time: event({ start_time: '01/03/2024 11:00' }),
    missing_field: event({ connection_info: { direction_id: 2 } }),
    end_before_start: event({ end_time: START - 1000 }),
    before_1990: event({ start_time: 0, end_time: 1 }),
    in_the_future: event({ start_time: 1_893_456_000, end_time: 1_893_456_001 }),
    too_long_lasting: event({ start_time: Date.UTC(2024, 0, 1) }),
    implausible_counter: event({ traffic: { packets_out: Number.MAX_SAFE_INTEGER } }),
  },
  bad => `${event({})}\n${bad}\n`,
)
