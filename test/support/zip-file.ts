/** Writes small ZIP archives (APPNOTE.TXT), each file deflated. */
import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipOptions {
  /** Whether the files say that they are encrypted. */
  encrypted?: boolean
}

/** An archive of these files by name, in UTF-8. */
export function zipFile(files: Record<string, string | Uint8Array>, { encrypted = false }: ZipOptions = {}): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content)
    const packed = deflateRawSync(bytes)
    const path = Buffer.from(name)
    const fields = fieldsOf(path, bytes, packed, encrypted)
    const local = Buffer.concat([Buffer.from('504b0304', 'hex'), fields, path, packed])
    const place = Buffer.alloc(14)
    place.writeUInt32LE(at, 10)
    directory.push(Buffer.concat([Buffer.from('504b01021400', 'hex'), fields, place, path]))
    parts.push(local)
    at += local.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32BE(0x504b0506, 0)
  end.writeUInt16LE(directory.length, 8)
  end.writeUInt16LE(directory.length, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, listed, end])
}

/** What stands before a file and in the directory alike: version, flags, method, time, checksum, sizes, lengths of name and extra. */
function fieldsOf(path: Buffer, bytes: Buffer, packed: Buffer, encrypted: boolean): Buffer {
  const fields = Buffer.alloc(26)
  fields.writeUInt16LE(20, 0)
  fields.writeUInt16LE(0x800 | (encrypted ? 1 : 0), 2)
  fields.writeUInt16LE(8, 4)
  fields.writeUInt32LE(crc32(bytes), 10)
  fields.writeUInt32LE(packed.length, 14)
  fields.writeUInt32LE(bytes.length, 18)
  fields.writeUInt16LE(path.length, 22)
  return fields
}
