import { expect, it } from 'vitest'
import { formats } from '../../../../functions/normalise/formats/index.ts'
import { zeekConnJson } from '../../../../functions/normalise/formats/zeek/json-conn.ts'
import { describeSamples, readSample } from '../../../support/flow-samples.ts'
import { countsOf, type RecordedRow, readWith } from '../../../support/recording-sink.ts'

const sum = (rows: RecordedRow[], name: 'sourceBytes' | 'destinationBytes') =>
  rows.reduce((total, row) => total + (row[name] ?? 0), 0)

const recognisedBy = (content: Uint8Array) =>
  formats.filter(format => format.recognise(content, true)).map(format => format.name)

describeSamples('real conn logs in JSON', () => {
  const content = () => readSample('zeek-conn/SuperCowPowers+zat__json-conn.log')

  it('of Kerberos and DNS traffic', () => {
    expect(recognisedBy(content())).toEqual(['zeek-conn-json'])
    const recording = readWith(zeekConnJson, content())
    expect(recording.violations).toEqual([])
    expect(recording.warnings).toEqual([])
    // jq -s 'length' FILE
    expect(countsOf(recording)).toEqual({ records: 50 })
    const { rows } = recording
    // jq -s 'map(.orig_ip_bytes)|add, (map(.resp_ip_bytes)|add)' FILE
    expect([sum(rows, 'sourceBytes'), sum(rows, 'destinationBytes')]).toEqual([41_686, 109_067])
    // jq -s 'map(select((.proto!="tcp" or (.history//""|test("S|h"))) and .orig_pkts!=0))|length' FILE
    expect(rows.filter(row => row.began === 'source' && row.beganBy === 'log').length).toBe(46)
    // jq -s 'map(select(.proto=="tcp" and ((.resp_bytes//0)>0 or ((.orig_bytes//0)>0 and
    //   (.conn_state|test("^(S1|SF|S2|S3|RSTO|RSTR)$"))))))|length' FILE
    expect(rows.filter(row => row.answered === 'yes').length).toBe(22)
    // jq -r .proto FILE | sort | uniq -c; jq -s 'map(select(has("service")))|length' FILE
    expect([6, 17].map(protocol => rows.filter(row => row.protocol === protocol).length)).toEqual([24, 26])
    expect(rows.filter(row => row.app !== null).length).toBe(44)
    // jq '.ts+(.duration//0)' FILE | sort -n | tail -1
    expect(Math.max(...rows.map(row => row.endMs))).toBe(1_575_413_167_523)
  })

  it('gives the same as an array, pretty or on one line', () => {
    const entries: unknown[] = new TextDecoder()
      .decode(content())
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    const plain = (rows: RecordedRow[]) => rows.map(row => ({ ...row, ordinal: 0 }))
    const expected = plain(readWith(zeekConnJson, content()).rows)
    for (const text of [JSON.stringify(entries), JSON.stringify(entries, null, 2)]) {
      expect(recognisedBy(new TextEncoder().encode(text))).toEqual(['zeek-conn-json'])
      expect(plain(readWith(zeekConnJson, text, { chunks: [100, 7] }).rows)).toEqual(expected)
    }
  })

  it('leaves entries of another kind', () => {
    const other = readSample('zeek-writer-quirks/zeek+zeek__ascii-double-json.log')
    expect(recognisedBy(other)).toEqual([])
    // grep -c '^{' FILE
    expect(countsOf(readWith(zeekConnJson, other))).toEqual({ 'reject bad_json': 1, 'reject missing_field': 22 })
  })
})
