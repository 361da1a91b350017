/** What the receipt says of content that no format reads. */
import type { PlacedUpload } from '../content/content-file.ts'
import type { Content } from '../content/open-content.ts'
import type { RandomAccessFile } from '../formats/format.ts'
import type { RecognisedContent } from '../recognise-content.ts'
import { countTarFiles, filesText, LONGEST_END_OF_ZIP, zipEntries } from './archives.ts'
import { otherLog } from './logs.ts'
import { magicKind, TAR, ZIP } from './magic.ts'
import { parquetKind } from './parquet.ts'
import { textKind } from './text.ts'
import { NO_FLOWS, noFormatReads, type UnreadKind } from './unread-kind.ts'

/** `other`: known, and no mistake; `unknown`: perhaps flows, in a form that is not read. */
export interface Unread {
  status: 'other' | 'unknown'
  /** What it is, a colon, why nothing is read of it and what to do. */
  refusal: string
}

/** What is left of a file whose zeros at the end are taken for padding, where it has nothing else. */
const ZEROS: UnreadKind = {
  what: 'nothing but zeros',
  why: 'it was allocated and never written; upload it when it is',
  isOther: false,
}
/** What is left of a file that holds nothing else of CloudWatch Logs. */
const CONTROLS: UnreadKind = { what: 'control messages', why: NO_FLOWS, isOther: true }
const BINARY: UnreadKind = { what: 'binary data of an unknown kind', why: noFormatReads('binary'), isOther: false }

/**
 * Reads all of the content, for its count and hash, and says what it is. `file`: the content by place, where a format that reads
 * so recognised its head.
 */
export async function describeUnread(
  upload: PlacedUpload,
  content: Content,
  { head, around }: Pick<RecognisedContent, 'head' | 'around'>,
  file?: RandomAccessFile,
): Promise<Unread> {
  const kind = head.length === 0 ? (around.length > 0 ? CONTROLS : ZEROS) : await kindOf(head, content.complete, file)
  const tar = kind.what === TAR ? countTarFiles() : undefined
  for await (const chunk of content.chunks()) tar?.push(chunk)
  const files = tar === undefined ? await filesOfZip(upload, content, kind) : filesText(tar.files)
  const inside = [...content.wrappings, ...around.map(({ name }) => name)].reverse().map(name => ` in ${name}`)
  return {
    status: kind.isOther ? 'other' : 'unknown',
    refusal: `${kind.what}${inside.join('')}: ${files === undefined ? '' : `it holds ${files}; `}${kind.why}`,
  }
}

async function kindOf(head: Uint8Array, complete: boolean, file: RandomAccessFile | undefined): Promise<UnreadKind> {
  const byColumns = file === undefined ? undefined : await parquetKind(file)
  return byColumns ?? magicKind(head) ?? otherLog(head, complete) ?? textKind(head) ?? BINARY
}

/** What a file is, of a refusal that `describeUnread` wrote. */
export const unreadKindOf = (refusal: string): string => /^[^:]*/.exec(refusal)?.[0] ?? ''

/** Whether it is an archive as it lies there, whose files can be looked at. */
export const isArchive = (refusal: string): boolean => isZip(refusal) || refusal.startsWith(TAR)
export const isZip = (refusal: string): boolean => refusal.startsWith(ZIP)

async function filesOfZip(upload: PlacedUpload, content: Content, kind: UnreadKind): Promise<string | undefined> {
  if (kind.what !== ZIP || content.wrappings.length > 0) return undefined
  return zipEntries(await upload.read(Math.max(0, upload.size - LONGEST_END_OF_ZIP), upload.size))
}
