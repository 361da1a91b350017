/** Data files as the npm package geoip-lite has them: rows of first, last and a country. */
import { parseAddress } from '../../functions/lib/addresses.ts'

/** Makes a file of either family of rows such as `10.0.0.0 10.0.0.255 US`; a row of another form is an error. */
export function geoipLiteFile(name: string, ...rows: readonly string[]): { name: string; bytes: Uint8Array } {
  const parts = rows.map(row => {
    const [first = '', last = '', code = ''] = row.split(' ')
    return Buffer.concat([addressBytes(first), addressBytes(last), Buffer.from(code, 'latin1')])
  })
  return { name, bytes: Buffer.concat(parts) }
}

function addressBytes(text: string): Buffer {
  const address = parseAddress(text)
  if (address === undefined) throw new Error(`expected an address, found ${text}`)
  const { family, w0, w1, w2, w3 } = address
  const words = family === 4 ? [w3] : [w0, w1, w2, w3]
  const bytes = Buffer.alloc(words.length * 4)
  words.forEach((word, at) => {
    bytes.writeUInt32BE(word, at * 4)
  })
  return bytes
}
