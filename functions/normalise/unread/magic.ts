/** Files of other programs by their magic numbers (as the `file` command's database has them). */
import { NO_FLOWS, type UnreadKind } from './unread-kind.ts'

/** What archives are called; the files in them are looked at where they can be. */
export const ZIP = 'a ZIP archive'
export const TAR = 'a tar archive'

interface Magic {
  /** Where the number stands. */
  at: number
  /** The number as hexadecimal digits. */
  magic: string
  what: string
  /** What to do; no flows where there is nothing. */
  why?: string
  /** Whether it may hold flows, in a form that is not read. */
  mayHoldFlows?: true
}

const UNPACK = 'unpack it and upload the files that are in it'

/** Text as hexadecimal digits. */
const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex')

const MAGICS: readonly Magic[] = [
  { at: 0, magic: '504b0304', what: ZIP, why: UNPACK },
  { at: 0, magic: '504b0506', what: ZIP, why: UNPACK },
  { at: 257, magic: hex('ustar'), what: TAR, why: UNPACK },
  { at: 0, magic: '377abcaf271c', what: 'a 7z archive', why: UNPACK },
  // Only within another one of xz: as content a file of xz is taken out.
  { at: 0, magic: 'fd377a585a00', what: 'compressed by xz', why: 'decompress it (xz -d)', mayHoldFlows: true },
  { at: 0, magic: hex('Rar!'), what: 'a RAR archive', why: UNPACK },
  {
    at: 0,
    magic: '04224d18',
    what: 'compressed by lz4',
    why: 'decompress it (lz4 -d), or use gzip or zstd',
    mayHoldFlows: true,
  },
  {
    at: 0,
    magic: '1f9d',
    what: 'compressed by compress',
    why: 'decompress it (uncompress), or use gzip or zstd',
    mayHoldFlows: true,
  },
  { at: 0, magic: 'ff060000734e61507059', what: 'compressed by snappy', why: 'use gzip or zstd', mayHoldFlows: true },
  // What is around it is said beside it.
  {
    at: 0,
    magic: '1f8b',
    what: 'gzip',
    why: 'three compressions within each other are taken off; decompress it',
    mayHoldFlows: true,
  },
  {
    at: 0,
    magic: 'deadbeef',
    what: 'a binary file of SiLK',
    why: 'print it: rwcut --all-fields FILE, which is read',
    mayHoldFlows: true,
  },
  {
    at: 0,
    magic: hex('Obj\x01'),
    what: 'an Avro file',
    why: 'write the records as JSON, one a line',
    mayHoldFlows: true,
  },
  {
    at: 0,
    magic: hex('PARE'),
    what: 'a Parquet file with an encrypted footer',
    why: 'write it without encryption: where it is kept can encrypt it',
    mayHoldFlows: true,
  },
  {
    at: 0,
    magic: hex('ORC'),
    what: 'an ORC file',
    why: 'write the records as text, or VPC flow logs as Parquet',
    mayHoldFlows: true,
  },
  {
    at: 0,
    magic: hex('ARROW1'),
    what: 'an Arrow file',
    why: 'write the records as JSON, one a line',
    mayHoldFlows: true,
  },
  { at: 0, magic: hex('SQLite format 3\0'), what: 'an SQLite database' },
  { at: 0, magic: hex('%PDF-'), what: 'a PDF document' },
  { at: 0, magic: '89504e47', what: 'a PNG image' },
  { at: 0, magic: 'ffd8ff', what: 'a JPEG image' },
  { at: 0, magic: hex('GIF8'), what: 'a GIF image' },
  { at: 0, magic: '7f454c46', what: 'a program' },
  { at: 0, magic: 'cafebabe', what: 'a program' },
  { at: 0, magic: hex('MZ\x90\0'), what: 'a program' },
  { at: 0, magic: hex('ElfFile\0'), what: 'a Windows event log' },
]

/** Whether the head is that of an archive: the text of a file in it must not be taken for all of it. */
export function isArchiveHead(head: Uint8Array): boolean {
  const what = magicKind(head)?.what
  return what === ZIP || what === TAR
}

export function magicKind(head: Uint8Array): UnreadKind | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
  const found = MAGICS.find(({ at, magic }) => bytes.subarray(at, at + magic.length / 2).toString('hex') === magic)
  if (found === undefined) return undefined
  const { what, why = NO_FLOWS, mayHoldFlows = false } = found
  return { what, why, isOther: !mayHoldFlows }
}
