import { casesOf, TOO_LONG } from './case.ts'

const good: Readonly<Record<string, string>> = {
  ...{ date: '2024-03-01', time: '11:00:50', devid: '"FG1"', eventtime: '1709290850000000000', logid: '"0000000013"' },
  ...{ type: '"traffic"', subtype: '"forward"', srcip: '10.1.0.9', srcport: '40000', dstip: '93.184.216.34' },
  ...{
    dstport: '443',
    proto: '6',
    action: '"close"',
    duration: '50',
    sentbyte: '2000',
    rcvdbyte: '9000',
    sentpkt: '10',
  },
  rcvdpkt: '12',
}
const line = (change: Readonly<Record<string, string>> = {}) =>
  Object.entries({ ...good, ...change })
    .map(([key, value]) => `${key}=${value}`)
    .join(' ')

export const fortigateRefused = casesOf(
  'fortigate-traffic',
  {
    too_long: TOO_LONG,
    bad_address: line({ dstip: 'example.org' }),
    bad_number: line({ rcvdpkt: '1.9k' }),
    bad_time: line({ eventtime: '17092908' }),
    missing_field: line({ proto: '""' }),
    repeated_field: `${line()} ${line({ dstport: '53' })}`,
    before_1990: line({ eventtime: '0000000060' }),
    in_the_future: line({ eventtime: '1893456000' }),
    too_long_lasting: line({ duration: '2678401' }),
    implausible_counter: line({ sentbyte: '9007199254740991' }),
  },
  bad => `${line()}\n${bad}\n`,
)
