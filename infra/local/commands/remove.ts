/** `npm run remove`: uploads that are not to count any more. */
import { existsSync } from 'node:fs'
import { counted } from '../counted.ts'
import { typedCommand } from '../installation.ts'
import { type LocalLake, openExistingLake } from '../lake.ts'
import { commandOn } from '../lake-folders.ts'
import { archiveOf, namedUploads } from '../named-uploads.ts'
import { createProgress } from '../progress.ts'
import { type StandingUpload, standingUploads } from '../standings.ts'
import { print, printable } from '../terminal.ts'
import { typedPath } from '../user-paths.ts'
import { type Withdrawn, withdrawUploads } from '../withdraw-uploads.ts'

/** Uploads, and files, that are named one by one. */
const NAMED = 10
/** Characters of an id that are shown. */
const SHOWN_ID = 10

export async function remove(words: readonly string[], options: { lake?: string }): Promise<void> {
  const lake = await openExistingLake(options.lake)
  const say = createProgress()
  try {
    const all = await standingUploads(lake.lake)
    const named = await uploadsToWithdraw(words, all, lake)
    const places = [...new Set(named.map(({ receipt }) => receipt.key))]
      .filter(key => lake.uploads.has(key) && archiveOf(key, all, lake) === undefined)
      .map(key => lake.uploads.pathOf(key))
    const withdrawn = await withdrawUploads(named, lake, say)
    for (const line of withdrawnLines(named, withdrawn)) print(printable(line))
    for (const line of countingNow(all, await standingUploads(lake.lake))) print(printable(line))
    for (const line of comesBack(places, lake)) print(line)
  } finally {
    await lake.close()
  }
}

/** Throws where a word names nothing that can be withdrawn; then nothing is. */
async function uploadsToWithdraw(
  words: readonly string[],
  all: readonly StandingUpload[],
  lake: LocalLake,
): Promise<StandingUpload[]> {
  const keys = new Set<string>()
  for (const word of words) for (const { receipt } of await namedBy(word, all, lake)) keys.add(receipt.key)
  for (const key of keys) {
    const archive = archiveOf(key, all, lake)
    if (archive !== undefined && !keys.has(archive))
      throw new Error(
        `remove: expected a whole upload, found ${key}, a file of the archive ${archive}; name the archive, or unpack it, ` +
          'leave the file out, and read the folder in its place',
      )
  }
  // With an archive go its files.
  for (const { receipt } of all) {
    const archive = archiveOf(receipt.key, all, lake)
    if (archive !== undefined && keys.has(archive)) keys.add(receipt.key)
  }
  return all.filter(({ receipt }) => keys.has(receipt.key))
}

async function namedBy(word: string, all: readonly StandingUpload[], lake: LocalLake): Promise<StandingUpload[]> {
  const named = await namedUploads(word, all, lake)
  const [first, second] = named
  if (first === undefined)
    throw new Error(
      `remove: expected a file or folder that was read, a key or an id, found ${JSON.stringify(word)}, which is none; ` +
        `${commandOn(lake.folder, 'receipts')} lists them`,
    )
  const isId = first.receipt.uploadId.startsWith(word)
  if (isId && second !== undefined)
    throw new Error(
      `remove: expected the id of one upload, found ${named.length} that begin with ${word}; write more of it`,
    )
  if (isId && first.standing === 'overwritten')
    throw new Error(
      `remove: expected an upload that its key holds, found ${word}: ${first.receipt.key} holds ` +
        `${first.insteadOf?.slice(0, SHOWN_ID)} by now; name the key, or that id, to withdraw it`,
    )
  return named
}

function withdrawnLines(named: readonly StandingUpload[], { published, deleted }: Withdrawn): string[] {
  const left = named.filter(({ standing }) => !['removed', 'overwritten'].includes(standing))
  const lines = left
    .slice(0, NAMED)
    .map(({ receipt, standing }) =>
      standing === 'counts'
        ? `withdrawn: ${receipt.key}, ${counted(receipt.accepted, 'record')}`
        : `withdrawn: ${receipt.key}, which did not count (${standing})`,
    )
  if (left.length > NAMED) lines.push(`withdrawn: ${left.length - NAMED} more`)
  const records = left.reduce((sum, { receipt, standing }) => sum + (standing === 'counts' ? receipt.accepted : 0), 0)
  const days = published.filter(({ outcome }) => outcome !== 'unchanged')
  const emptied = days.filter(({ outcome }) => outcome === 'emptied').length
  const empty = emptied === 0 ? '' : `, of which ${emptied} hold${emptied === 1 ? 's' : ''} nothing any more`
  if (left.length === 0) lines.push('withdrawn before already')
  if (left.length > 1) lines.push(`${counted(left.length, 'upload')}, ${counted(records, 'record')}`)
  lines.push(
    `${counted(days.length, 'day')} published anew${empty}; ${counted(deleted, 'object')} of the lake deleted, receipts stay`,
  )
  return lines
}

/** Copies that count in the place of what left. */
function countingNow(before: readonly StandingUpload[], now: readonly StandingUpload[]): string[] {
  const copies = new Set(before.filter(({ standing }) => standing === 'copy').map(({ receipt }) => receipt.uploadId))
  const counting = now.filter(({ receipt, standing }) => standing === 'counts' && copies.has(receipt.uploadId))
  if (counting.length === 0) return []
  const names = counting.slice(0, NAMED).map(({ receipt }) => receipt.key)
  const more = counting.length > NAMED ? ` and ${counting.length - NAMED} more` : ''
  return [
    `of the same content, and counting now in its place: ${names.join(', ')}${more}; name these too to withdraw them`,
  ]
}

/** What brings the files back, and what still shows them. */
function comesBack(places: readonly string[], { folder }: LocalLake): string[] {
  const there = places.filter(path => existsSync(path))
  const lines: string[] = []
  if (there.length > 0) {
    const names = there.slice(0, NAMED).map(typedPath)
    const more = there.length > NAMED ? ` and ${there.length - NAMED} more` : ''
    lines.push(
      `still there: ${names.join(', ')}${more}; ${typedCommand('start')} with ${there.length === 1 ? 'it' : 'one'} or a folder ` +
        'above reads it again: move it away or delete it to keep it out',
    )
  }
  lines.push(
    `reports that were made before still show it; ${commandOn(folder, 'start', '<files>')} or ` +
      `${commandOn(folder, 'report', '<name>')} makes one anew`,
  )
  return lines
}
