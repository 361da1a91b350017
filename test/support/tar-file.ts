/** Writes small gzip tar archives (ustar), as npm's packages are. */
import { gzipSync } from 'node:zlib'

export interface TarOptions {
  /** Epoch seconds at which the files were written. */
  modified?: number
  /** Type of the entries: `0` a file, `2` a link, `5` a folder. */
  type?: string
}

/** The type of a symbolic link. */
const LINK = '2'

/** An archive of these files by name. */
export function tarFile(
  files: Record<string, string | Uint8Array>,
  { modified = 0, type = '0' }: TarOptions = {},
): Buffer {
  const blocks = Object.entries(files).flatMap(([name, content]) => {
    // A link has a place where it leads, and no content.
    const bytes = Buffer.from(type === LINK ? '' : content)
    const padding = Buffer.alloc((512 - (bytes.length % 512)) % 512)
    const long = name.length > 100 ? [header('long', paxOf(name).length, modified, 'x'), padded(paxOf(name))] : []
    return [...long, header(name.slice(0, 100), bytes.length, modified, type), bytes, padding]
  })
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]))
}

function header(name: string, size: number, modified: number, type: string): Buffer {
  const block = Buffer.alloc(512)
  block.write(name, 0)
  const octal = (value: number, at: number, length: number) =>
    block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at)
  octal(0o644, 100, 8)
  octal(size, 124, 12)
  octal(modified, 136, 12)
  block.write('        ', 148)
  block.write(type, 156)
  if (type === LINK) block.write('elsewhere', 157)
  block.write('ustar\0', 257)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

/** The name of the next file, as pax has it: its length counts itself. */
function paxOf(name: string): Buffer {
  const rest = ` path=${name}\n`
  let length = rest.length
  while (`${length}${rest}`.length !== length) length = `${length}${rest}`.length
  return Buffer.from(`${length}${rest}`)
}

const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)])
