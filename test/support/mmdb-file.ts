/** Writes small MMDB files (MaxMind DB file format 2.0) by the specification alone: nothing is shared with the reader. */

export type MmdbValue = string | number | boolean | { [key: string]: MmdbValue }

export interface MmdbOptions {
  type?: string
  ipVersion?: 4 | 6
  recordSize?: 24 | 28 | 32
  /** Epoch seconds. */
  built?: number
  /** IPv6 prefixes that lead to the IPv4 networks again. */
  aliases?: readonly string[]
}

type Child = { node: Node } | { record: number } | undefined
interface Node {
  number: number
  children: [Child, Child]
}

/** A file of networks such as `['1.0.0.0/24', { country_code: 'AU' }]`; in IPv6 files IPv4 lies below ::/96. */
export function mmdbFile(
  networks: readonly (readonly [prefix: string, record: MmdbValue])[],
  { type = 'Test', ipVersion = 6, recordSize = 24, built = 1_780_000_000, aliases = [] }: MmdbOptions = {},
): Buffer {
  const root: Node = { number: 0, children: [undefined, undefined] }
  const records: Buffer[] = []
  let recordBytes = 0
  for (const [prefix, record] of networks) {
    const bytes = valueBytes(record)
    set(root, bitsOf(prefix, ipVersion), { record: recordBytes })
    records.push(bytes)
    recordBytes += bytes.length
  }
  if (aliases.length > 0) {
    const ipv4 = at(root, Array<number>(96).fill(0))
    for (const prefix of aliases) set(root, bitsOf(prefix, 6), ipv4)
  }
  const nodes: Node[] = []
  const number = (node: Node) => {
    if (nodes.includes(node)) return
    node.number = nodes.push(node) - 1
    for (const child of node.children) if (child !== undefined && 'node' in child) number(child.node)
  }
  number(root)
  const value = (child: Child) =>
    child === undefined ? nodes.length : 'node' in child ? child.node.number : nodes.length + 16 + child.record
  const tree = nodes.map(({ children: [left, right] }) => nodeBytes(value(left), value(right), recordSize))
  const metadata = valueBytes({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: built,
    database_type: type,
    ip_version: ipVersion,
    node_count: nodes.length,
    record_size: recordSize,
  })
  return Buffer.concat([
    ...tree,
    Buffer.alloc(16),
    ...records,
    Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1'),
    metadata,
  ])
}

function set(root: Node, bits: readonly number[], child: Child): void {
  let node = root
  for (const [depth, bit] of bits.entries()) {
    if (depth === bits.length - 1) node.children[bit] = child
    else {
      const next = node.children[bit]
      if (next !== undefined && 'node' in next) node = next.node
      else {
        // What a wider network said goes on around the narrower one.
        const made: Node = { number: 0, children: [next, next] }
        node.children[bit] = { node: made }
        node = made
      }
    }
  }
}

function at(root: Node, bits: readonly number[]): Child {
  let child: Child = { node: root }
  for (const bit of bits) child = child !== undefined && 'node' in child ? child.node.children[bit] : undefined
  return child
}

function bitsOf(prefix: string, ipVersion: 4 | 6): number[] {
  const [address = '', length = ''] = prefix.split('/')
  const isIpv4 = address.includes('.')
  const groups = isIpv4 ? address.split('.').map(Number) : groupsOf(address)
  const bits = groups.flatMap(group => [...group.toString(2).padStart(isIpv4 ? 8 : 16, '0')].map(Number))
  const before = isIpv4 && ipVersion === 6 ? Array<number>(96).fill(0) : []
  return [...before, ...bits.slice(0, Number(length))]
}

function groupsOf(address: string): number[] {
  const [left = '', right = ''] = address.split('::')
  const parts = (text: string) => (text === '' ? [] : text.split(':').map(group => Number.parseInt(group, 16)))
  const [before, after] = [parts(left), parts(right)]
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after]
}

function nodeBytes(left: number, right: number, recordSize: 24 | 28 | 32): Buffer {
  const bytes = Buffer.alloc(recordSize / 4)
  if (recordSize === 32) {
    bytes.writeUInt32BE(left, 0)
    bytes.writeUInt32BE(right, 4)
    return bytes
  }
  bytes.writeUIntBE(left % 2 ** 24, 0, 3)
  if (recordSize === 24) bytes.writeUIntBE(right, 3, 3)
  else {
    bytes[3] = Math.floor(left / 2 ** 24) * 16 + Math.floor(right / 2 ** 24)
    bytes.writeUIntBE(right % 2 ** 24, 4, 3)
  }
  return bytes
}

/** A value of the data section: control byte with type and size, then the payload. */
function valueBytes(value: MmdbValue): Buffer {
  if (typeof value === 'boolean') return Buffer.from([value ? 1 : 0, 14 - 7])
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(value)
    return Buffer.concat([Buffer.from([6 * 32 + 4]), bytes])
  }
  if (typeof value === 'string') {
    const bytes = Buffer.from(value)
    const size = bytes.length < 29 ? [2 * 32 + bytes.length] : [2 * 32 + 29, bytes.length - 29]
    return Buffer.concat([Buffer.from(size), bytes])
  }
  const entries = Object.entries(value)
  return Buffer.concat([
    Buffer.from([7 * 32 + entries.length]),
    ...entries.flatMap(([key, item]) => [valueBytes(key), valueBytes(item)]),
  ])
}
