import type { FileForm } from '../formats/format.ts'
import { families } from '../formats/index.ts'

/** What a file that no format reads is, for its owner: told by its shape, with what would be read instead. */
export interface UnreadKind {
  /** In a few words without a colon: `a log dns of Zeek`, `a PDF document`. */
  what: string
  /** Why nothing is read of it, and what to do. */
  why: string
  /** Whether it is certain that it holds no flows of its own: then it is no mistake that it lies beside logs. */
  isOther: boolean
}

/** Kinds of files, asked in order for what begins so (at most 64 KiB; all of it where `complete`). */
export type UnreadKinds = (head: Uint8Array, complete: boolean) => UnreadKind | undefined

/** What is read of files that look alike, in words. */
const READ_OF: Readonly<Record<FileForm, string>> = {
  table: 'tables with named columns are read of',
  text: 'text is read of',
  JSON: 'JSON is read of',
  binary: 'binary files are read of',
}

/** Why nothing is read of a file of this form: with the families that have such files, as what was meant may be among them. */
export function noFormatReads(form: FileForm): string {
  const alike = families.filter(({ forms }) => forms.includes(form) || (form === 'text' && forms.includes('table')))
  return `no format reads it; ${READ_OF[form]} ${alike.map(({ family }) => family).join(', ')}`
}

export const NO_FLOWS = 'it holds no flows, nothing is read of it'

/** Columns or keys that are named, and characters of each. */
const NAMED = 12
const NAME_LENGTH = 40

/** Names as they stand in one line, in print: no colon, which ends the words that say what a file is. */
export function named(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).map(name => name.slice(0, NAME_LENGTH).replace(/[:\p{C}\p{Zl}\p{Zp}]/gu, '_'))
  const more = names.length - shown.length
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
