import { describe, expect, it } from 'vitest'
import { otherZeekLog } from '../../../../functions/normalise/formats/zeek/other-logs.ts'
import { describeSamples, readSample } from '../../../support/flow-samples.ts'

const logOf = (text: string, complete = true) => otherZeekLog(new TextEncoder().encode(text), complete)

describe('a log without connections', () => {
  it.each([
    ['its header', 'dns', '#separator \\x09\n#set_separator\t,\n#path\tdns\n#fields\tts\tuid\n1\tC1\n'],
    ['its header behind a banner', 'ssl', '### banner\n#separator \\x09\n#path\tssl\n#fields\tts\tuid\n'],
    ['a header of commas', 'http', '#separator ,\n#set_separator,|\n#path,http\n#fields,ts,uid\n'],
    ['one line of column names', 'ssl', 'ts\tuid\tid.orig_h\tversion\tcipher\tserver_name\n1\tC\t10.0.0.1\tx\ty\tz\n'],
    ['its entries', 'quic', '{"ts":1.5,"_path":"quic","uid":"C1"}\n'],
    ['its entries of another order', 'weird', '{"_path":"weird","ts":1.5}\n{"_path":"dns","ts":1.5}\n'],
    ['columns of DNS', 'dns', '{"ts":1.5,"uid":"C1","id.orig_h":"10.0.0.1","proto":"udp","query":"a.example"}\n'],
    ['columns of TLS', 'ssl', '{"ts":1.5,"uid":"C1","version":"TLSv13","cipher":"x","server_name":"a.example"}\n'],
    ['columns of HTTP', 'http', '[{"ts":1.5,"uid":"C1","method":"GET","host":"a.example","uri":"/"}]\n'],
    ['columns of QUIC', 'quic', '{"ts":1.5,"uid":"C1","client_initial_dcid":"00","server_name":"a.example"}\n'],
    ['an envelope of Kafka', 'dns', '{"dns":{"ts":1.5,"uid":"C1"}}\n'],
    ['a line in a message', 'dns', `${JSON.stringify({ message: '{"ts":1.5,"uid":"C1","query":"a.example"}' })}\n`],
    [
      'a document of Security Onion',
      'dns',
      '{"event":{"module":"zeek","dataset":"zeek.dns"},"source":{"ip":"10.0.0.1"}}',
    ],
  ])('is known by %s', (_, path, text) => {
    expect(logOf(text)).toBe(path)
  })

  it.each([
    ['a log of connections', '#separator \\x09\n#path\tconn\n#fields\tts\tuid\n'],
    ['long connections', '{"_path":"conn_long","ts":1.5}\n'],
    ['a path that is no name', '#separator \\x09\n#path\t<script>\n#fields\tts\n'],
    ['other JSON', '{"note":"x"}\n"_path":"dns"\n'],
    ['JSON with columns of the web', '{"time":1.5,"method":"GET","uri":"/","status_code":200}\n'],
    ['other text', 'a\n#path\tdns\n'],
    ['comments', '# path dns\n# that is all\n'],
    ['nothing', ''],
  ])('is none: %s', (_, text) => {
    expect(logOf(text)).toBeUndefined()
  })

  it('is not judged by a line that may be cut', () => {
    expect(logOf('#separator \\x09\n#path\tdns', false)).toBeUndefined()
  })
})

describeSamples('real logs without connections', () => {
  // grep '^#path' FILE
  it.each([
    ['zeek+zeek__ascii-double-json.log', undefined],
    ['zeek+zeek__ascii-double-test.log', 'test'],
    ['zeek+zeek__ascii-escape-empty-str-test.log', 'test'],
    ['zeek+zeek__ascii-escape-notset-str-test.log', 'test'],
    ['zeek+zeek__ascii-timestamps-test.log', 'test'],
    ['zeek+zeek__ascii-tsv-ssh-filtered.log', undefined],
    ['zeek+zeek__zeek-cut-logs-time-optional.log', 'kerberos'],
    ['zeek+zeek__zeek-cut-logs-unset-field.log', 'kerberos'],
  ])('%s', (name, path) => {
    expect(otherZeekLog(readSample(`zeek-writer-quirks/${name}`), true)).toBe(path)
  })
})
