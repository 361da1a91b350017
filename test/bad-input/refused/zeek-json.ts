import { casesOf, TOO_LONG } from './case.ts'

const entry = (change: object = {}) =>
  JSON.stringify({
    ts: 1709290800.000001,
    uid: 'CjhGID',
    'id.orig_h': '10.1.0.9',
    'id.orig_p': 40_000,
    'id.resp_h': '93.184.216.34',
    'id.resp_p': 443,
    proto: 'tcp',
    service: 'ssl',
    duration: 1.5,
    orig_bytes: 100,
    resp_bytes: 2000,
    conn_state: 'SF',
    history: 'ShADadFf',
    ...change,
  })

export const zeekJsonRefused = casesOf(
  'zeek-conn-json',
  {
    too_long: entry({ note: TOO_LONG }),
    bad_json: entry().slice(0, 200),
    bad_address: entry({ 'id.orig_h': '10.1.0' }),
    bad_number: entry({ orig_bytes: 100.5 }),
    bad_time: entry({ ts: 'XXXXXXXXXX.XXXXXX' }),
    missing_field: entry({ proto: undefined }),
    end_before_start: entry({ duration: -3 }),
    before_1990: entry({ ts: 22.3 }),
    in_the_future: entry({ ts: 1_893_456_000 }),
    too_long_lasting: entry({ duration: 2_678_400.001 }),
    implausible_counter: entry({ orig_bytes: 9_000_000_000_000, resp_bytes: 9_000_000_000_000 }),
  },
  bad => `${entry()}\n${bad}\n`,
)
