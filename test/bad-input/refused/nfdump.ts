import { casesOf, type RefusedCase, TOO_LONG } from './case.ts'

const names = 'firstSeen,lastSeen,proto,srcAddr,srcPort,dstAddr,dstPort,flags,packets,bytes'
const row = (change: Record<number, string> = {}) =>
  '2024-03-01 11:00:00.250,2024-03-01 11:00:50.250,6,10.1.0.9,40000,93.184.216.34,443,...AP.SF,10,2000'
    .split(',')
    .map((field, at) => change[at] ?? field)
    .join(',')

const flow = (change: object = {}) =>
  JSON.stringify({
    cnt: 1,
    type: 'FLOW',
    export_sysid: 1,
    first: '2024-03-01T11:00:00.250',
    last: '2024-03-01T11:00:50.250',
    in_packets: 10,
    in_bytes: 2000,
    proto: 6,
    tcp_flags: '...AP.SF',
    src_port: 40_000,
    dst_port: 443,
    src4_addr: '10.1.0.9',
    dst4_addr: '93.184.216.34',
    ...change,
  })

export const nfdumpRefused: readonly RefusedCase[] = [
  ...casesOf(
    'nfdump-csv',
    {
      too_long: TOO_LONG,
      field_count: row().split(',').slice(0, 7).join(','),
      bad_address: row({ 3: 'fe80::2..83:3b6e' }),
      bad_number: row({ 9: '1.0 M' }),
      bad_time: row({ 1: '9189144-01-01 00:00:00.000' }),
      missing_field: row({ 2: '' }),
      end_before_start: row({ 1: '2024-03-01 10:59:59.000' }),
      before_1990: row({ 0: '0000-00-00 00:00:00.000', 1: '0000-00-00 00:00:00.000' }),
      in_the_future: row({ 0: '2030-01-01 00:00:00.000', 1: '2030-01-01 00:01:00.000' }),
      too_long_lasting: row({ 0: '2024-01-01 00:00:00.000' }),
      implausible_counter: row({ 9: '9007199254740991' }),
    },
    bad => `${names}\n${row()}\n${bad}\n`,
  ),
  ...casesOf(
    'nfdump-json',
    {
      too_long: flow({ label: TOO_LONG }),
      bad_json: flow().slice(0, 200),
      bad_address: flow({ dst4_addr: 'example.org' }),
      bad_number: flow({ in_bytes: 2 ** 53 }),
      bad_time: flow({ last: '9189144-01-01T00:00:00.000' }),
      missing_field: flow({ proto: undefined }),
      end_before_start: flow({ last: '2024-03-01T10:59:59.000' }),
      before_1990: flow({ first: '1970-01-01T00:00:00.000', last: '1970-01-01T00:00:00.000' }),
      in_the_future: flow({ first: '2030-01-01T00:00:00.000', last: '2030-01-01T00:01:00.000' }),
      too_long_lasting: flow({ first: '2024-01-01T00:00:00.000' }),
      implausible_counter: flow({ in_packets: Number.MAX_SAFE_INTEGER }),
    },
    bad => `${flow()}\n${bad}\n`,
  ),
]
