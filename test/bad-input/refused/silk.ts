import { casesOf, TOO_LONG } from './case.ts'

const titles = 'sIP|dIP|sPort|dPort|protocol|packets|bytes|flags|sTime|duration|eTime|sensor'
const record = (change: Record<number, string> = {}) =>
  '10.1.0.9|93.184.216.34|40000|443|6|10|2000|FSPA|2024/03/01T11:00:00.500|50.250|2024/03/01T11:00:50.750|S0'
    .split('|')
    .map((field, at) => change[at] ?? field)
    .join('|')

export const silkRefused = casesOf(
  'silk-rwcut',
  {
    too_long: TOO_LONG,
    field_count: record().split('|').slice(0, 7).join('|'),
    bad_address: record({ 1: 'example.org' }),
    bad_number: record({ 6: '1.9M' }),
    bad_time: record({ 8: '01-Mar-2024 11:00:00' }),
    missing_field: record({ 4: '' }),
    end_before_start: record({ 10: '2024/03/01T11:00:00.499' }),
    before_1990: record({ 8: '1970/01/01T00:00:00.000', 10: '1970/01/01T00:00:00.000' }),
    in_the_future: record({ 8: '2030/01/01T00:00:00.000', 10: '2030/01/01T00:00:00.000' }),
    too_long_lasting: record({ 8: '2024/01/01T00:00:00.000' }),
    implausible_counter: record({ 5: '9007199254740991' }),
  },
  bad => `${titles}\n${record()}\n${bad}\n`,
)
