import { casesOf, TOO_LONG } from './case.ts'

const usual = {
  version: 2,
  account_id: '123456789010',
  interface_id: 'eni-1',
  srcaddr: '10.1.0.9',
  dstaddr: '93.184.216.34',
  srcport: 40_000,
  dstport: 443,
  protocol: 6,
  packets: 10,
  bytes: 2000,
  start: 1_709_290_800,
  end: 1_709_290_850,
  action: 'ACCEPT',
  log_status: 'OK',
}
type Change = { [name in keyof typeof usual]?: string | number }

const changes = {
  bad_address: { srcaddr: '10.1.0.999' },
  bad_number: { dstport: 70_000 },
  bad_time: { start: '2024-03-01T11:00:00Z' },
  missing_field: { protocol: '' },
  end_before_start: { end: 1_709_290_799 },
  before_1990: { start: 0, end: 60 },
  in_the_future: { start: 1_893_456_000, end: 1_893_456_060 },
  too_long_lasting: { start: 1_704_067_200 },
  implausible_counter: { bytes: 9_007_199_254_740_991 },
} satisfies Record<string, Change>

const csvRow = (change: Change = {}) =>
  Object.values({ ...usual, ...change })
    .map(value => (value === '' ? '' : `"${value}"`))
    .join(',')
const object = (change: object = {}) => JSON.stringify({ ...usual, ...change })
const each = (write: (change: Change) => string) =>
  Object.fromEntries(Object.entries(changes).map(([reason, change]) => [reason, write(change)]))

export const awsVpcCsvRefused = casesOf(
  'aws-vpc-csv',
  { ...each(csvRow), too_long: TOO_LONG, field_count: csvRow().replace(',"OK"', '') },
  bad => `${Object.keys(usual).join(',')}\n${csvRow()}\n${bad}\n`,
)

export const awsVpcJsonRefused = casesOf(
  'aws-vpc-json',
  {
    ...each(object),
    repeated_field: object({ numbytes: 7 }),
    too_long: object({ note: TOO_LONG }),
    bad_json: object().slice(0, 100),
  },
  bad => `${object()}\n${bad}\n`,
)
