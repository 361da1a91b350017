import { casesOf, TOO_LONG } from './case.ts'

const titles = 'StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,TotPkts,TotBytes,SrcBytes'
const row = (change: Record<number, string> = {}) =>
  '1709290800.250000,50.000000,tcp,10.1.0.9,40000,   ->,93.184.216.34,443,FIN,10,2000,900'
    .split(',')
    .map((field, at) => change[at] ?? field)
    .join(',')

export const argusRefused = casesOf(
  'argus-ra',
  {
    too_long: TOO_LONG,
    field_count: row().split(',').slice(0, 7).join(','),
    bad_address: row({ 6: 'example.org' }),
    bad_number: row({ 11: '2001' }),
    bad_time: row({ 0: '08/10/11 09:46:53' }),
    missing_field: row({ 2: ' ' }),
    end_before_start: row({ 1: '-0.002000' }),
    before_1990: row({ 0: '53.047277' }),
    in_the_future: row({ 0: '1893456000.000000' }),
    too_long_lasting: row({ 1: '2678400.001000' }),
    implausible_counter: row({ 10: '9007199254740991' }),
  },
  bad => `${titles}\n${row()}\n${bad}\n`,
)
