/**
 * The search tree of an MMDB file (MaxMind DB file format 2.0, section "Binary Search Tree Section"): its networks, each
 * once. Bounded by the file: a bit for each node beside it. Pure.
 */
import type { Address } from '../../../functions/lib/addresses.ts'

/** What the file's metadata says of its tree. */
export interface TreeShape {
  nodeCount: number
  /** Bits: 24, 28 or 32. */
  recordSize: number
  ipVersion: number
}

/** The metadata begins behind the last of these (section "Database Metadata"). */
const METADATA_MARKER = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1')
/** Between the tree and the records lie as many zero bytes. */
const SEPARATOR_BYTES = 16

/** Whether bytes hold the mark of the format's metadata, which stands at the end of a file. */
export const hasMmdbMetadata = (bytes: Buffer): boolean => bytes.lastIndexOf(METADATA_MARKER) >= 0

/** Takes a network: its first address, its depth in bits (of IPv4 at most 32), and the number of its record. */
export type TakeNetwork = (first: Address, depth: number, record: number) => void

/**
 * Gives the networks that have a record, IPv4 first, in ascending order. Where IPv6 prefixes lead to the IPv4 networks
 * again (::ffff:0:0/96, 2002::/16, 2001::/32), those are given as IPv4 only. Throws where the tree is cut or damaged: a node
 * that is reached twice would make it endless.
 */
export function walkNetworks(name: string, bytes: Buffer, shape: TreeShape, take: TakeNetwork): void {
  const { nodeCount, recordSize, ipVersion } = shape
  const broken = (found: string) => new Error(`${name}: expected a whole MMDB file, found ${found}; get it again`)
  const treeBytes = (nodeCount * recordSize) / 4
  if (treeBytes + SEPARATOR_BYTES > bytes.length)
    throw broken(`${bytes.length} bytes where its tree alone has ${treeBytes}`)
  if (bytes.subarray(treeBytes, treeBytes + SEPARATOR_BYTES).some(byte => byte !== 0))
    throw broken(`no end of the tree at offset ${treeBytes}`)
  const recordsAt = bytes.lastIndexOf(METADATA_MARKER) - treeBytes - SEPARATOR_BYTES
  const childOf = childReader(bytes, recordSize)
  const visited = new Uint8Array(Math.ceil(nodeCount / 8))
  const ipv4Root = ipVersion === 4 ? 0 : rootOfIpv4(childOf, nodeCount)
  const words = new Uint32Array(4)

  function walk(node: number, depth: number, family: 4 | 6): void {
    if (node === nodeCount) return
    if (node > nodeCount) {
      // Record values count the separator too (section "Data Section").
      if (node - nodeCount - SEPARATOR_BYTES >= recordsAt) throw broken(`a record beyond its end, in node ${node}`)
      const [w0 = 0, w1 = 0, w2 = 0, w3 = 0] = words
      take({ family, w0, w1, w2, w3 }, family === 4 && ipVersion === 6 ? depth - 96 : depth, node)
      return
    }
    if (depth === (ipVersion === 4 ? 32 : 128)) throw broken(`a tree of more than ${depth} bits, at node ${node}`)
    if (((visited[node >> 3] ?? 0) >> (node & 7)) % 2 === 1) throw broken(`node ${node} of its tree twice`)
    visited[node >> 3] = (visited[node >> 3] ?? 0) | (1 << (node & 7))
    const word = family === 4 && ipVersion === 4 ? 3 : depth >> 5
    const bit = 2 ** (31 - (depth & 31))
    for (const side of [0, 1] as const) {
      const child = childOf(node, side)
      // IPv4 was walked before all else.
      if (family === 6 && child === ipv4Root && child < nodeCount) continue
      if (side === 1) words[word] = (words[word] ?? 0) + bit
      walk(child, depth + 1, family)
      if (side === 1) words[word] = (words[word] ?? 0) - bit
    }
  }
  if (ipv4Root !== undefined) walk(ipv4Root, ipVersion === 4 ? 0 : 96, 4)
  if (ipVersion === 6) walk(0, 0, 6)
}

type ChildReader = (node: number, side: 0 | 1) => number

function childReader(bytes: Buffer, recordSize: number): ChildReader {
  const nodeBytes = recordSize / 4
  if (recordSize === 24) return (node, side) => bytes.readUIntBE(node * nodeBytes + side * 3, 3)
  if (recordSize === 32) return (node, side) => bytes.readUInt32BE(node * nodeBytes + side * 4)
  // 28 bits: the byte in the middle has the upper four of both.
  return (node, side) => {
    const at = node * nodeBytes
    const middle = bytes.readUInt8(at + 3)
    return side === 0
      ? (middle >> 4) * 2 ** 24 + bytes.readUIntBE(at, 3)
      : (middle & 15) * 2 ** 24 + bytes.readUIntBE(at + 4, 3)
  }
}

/** The node 96 zero bits below the root of an IPv6 tree; undefined where the tree ends before. */
function rootOfIpv4(childOf: ChildReader, nodeCount: number): number | undefined {
  let node = 0
  for (let depth = 0; depth < 96; depth++) {
    if (node >= nodeCount) return undefined
    node = childOf(node, 0)
  }
  return node
}
