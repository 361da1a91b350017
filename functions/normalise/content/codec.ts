/** What a compression is to the content of an upload: members, one after another, each with an end of its own. */
import type { ByteQueue } from './byte-queue.ts'

export interface Codec {
  /** Its usual name. */
  name: string
  /** Whether a member of it comes next; takes nothing. */
  begins(input: ByteQueue): Promise<boolean>
  /** Takes one member and yields its content, each chunk until the next; returns what is wrong with it, if anything. */
  member(input: ByteQueue): AsyncGenerator<Uint8Array, string | undefined>
}

export const CUT = 'the end of the file before the end of a member'

/** Whether the bytes of a magic number (given as hexadecimal digits) come next. */
export async function startsWith(input: ByteQueue, magic: string): Promise<boolean> {
  const bytes = Buffer.from(magic, 'hex')
  return (await input.fill(bytes.length)) && bytes.every((byte, at) => input.at(at) === byte)
}
