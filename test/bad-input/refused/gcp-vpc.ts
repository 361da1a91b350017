import { casesOf, TOO_LONG } from './case.ts'

const entry = (payload: object, connection: object = {}) =>
  JSON.stringify({
    insertId: 'x1ty6xe56du7',
    jsonPayload: {
      bytes_sent: '9000',
      packets_sent: '12',
      start_time: '2024-03-01T11:00:00.250342106Z',
      end_time: '2024-03-01T11:00:50.250342106Z',
      reporter: 'SRC',
      connection: {
        src_ip: '10.1.0.9',
        src_port: 40_000,
        dest_ip: '93.184.216.34',
        dest_port: 443,
        protocol: 6,
        ...connection,
      },
      ...payload,
    },
    logName: 'projects/office/logs/compute.googleapis.com%2Fvpc_flows',
  })

export const gcpVpcRefused = casesOf(
  'gcp-vpc',
  {
    too_long: entry({ note: TOO_LONG }),
    bad_json: entry({}).slice(0, 200),
    bad_address: entry({}, { dest_ip: 'example.org' }),
    bad_number: entry({ bytes_sent: '9e3' }),
    bad_time: entry({ start_time: '01/03/2024 11:00' }),
    missing_field: entry({}, { protocol: undefined }),
    end_before_start: entry({ end_time: '2024-03-01T10:59:59Z' }),
    before_1990: entry({ start_time: '1970-01-01T00:00:00Z', end_time: '1970-01-01T00:00:01Z' }),
    in_the_future: entry({ start_time: '2030-01-01T00:00:00Z', end_time: '2030-01-01T00:00:01Z' }),
    too_long_lasting: entry({ start_time: '2024-01-01T00:00:00Z' }),
    implausible_counter: entry({ packets_sent: '9007199254740991' }),
  },
  bad => `${entry({})}\n${bad}\n`,
)
