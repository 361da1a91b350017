/** Writes .xz files (https://tukaani.org/xz/xz-file-format.txt) whose LZMA2 chunks are not compressed. */
import { crc32 } from 'node:zlib'

const LONGEST_CHUNK = 65_536
/** CRC32 as the check of a block. */
const FLAGS = Buffer.from([0, 1])

const number32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
const checked = (bytes: Buffer): Buffer => Buffer.concat([bytes, number32(crc32(bytes))])
const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])

/** Seven bits a byte, the lowest first (section 1.2). */
function multibyte(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80)
  return Buffer.from([...bytes, rest])
}

/** A stream of one block. */
export function xzFile(content: Uint8Array): Buffer {
  const chunks: Buffer[] = []
  for (let at = 0; at < content.length; at += LONGEST_CHUNK) {
    const chunk = content.subarray(at, at + LONGEST_CHUNK)
    // 1: not compressed, and the dictionary begins anew; 2: it goes on. The size less one, in two bytes.
    const size = chunk.length - 1
    chunks.push(Buffer.from([at === 0 ? 1 : 2, size >> 8, size & 255]), Buffer.from(chunk))
  }
  const data = Buffer.concat([...chunks, Buffer.from([0])])
  // 12 bytes: their number, no flags, filter 0x21 (LZMA2) with a dictionary of 64 KiB, zeros.
  const header = checked(Buffer.from([2, 0, 0x21, 1, 8, 0, 0, 0]))
  const unpadded = header.length + data.length + 4
  const index = checked(padded(Buffer.concat([Buffer.from([0, 1]), multibyte(unpadded), multibyte(content.length)])))
  const backward = Buffer.concat([number32(index.length / 4 - 1), FLAGS])
  return Buffer.concat([
    Buffer.from('fd377a585a00', 'hex'),
    checked(FLAGS),
    header,
    padded(data),
    number32(crc32(content)),
    index,
    number32(crc32(backward)),
    backward,
    Buffer.from('YZ'),
  ])
}
