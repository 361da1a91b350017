/** The status of a lake of this machine. */
import { uploadIdOf } from '../../../functions/lib/ledger/ids.ts'
import { currentReference } from '../../../functions/lib/reference/reference-set.ts'
import { BUCKET } from '../delivery/dependencies.ts'
import type { LocalLake } from '../lake.ts'
import { commandOn } from '../lake-folders.ts'
import { dayLines, referenceLines, reportLines } from './lake-lines.ts'
import { fine, type StatusLine, someOf } from './lines.ts'

/** Files of which only what changed is read; writes nothing but what was learned of them. */
export async function localStatus(local: LocalLake): Promise<StatusLine[]> {
  const { folder, lake, clock } = local
  const again = commandOn(folder, 'start', '<files>')
  const advice = {
    failing: again,
    waiting: `${again} or a report publishes them`,
    due: commandOn(folder, 'report', '--due'),
    refused: `${commandOn(folder, 'doctor')} tells what is refused, and what to do`,
  }
  return [
    ...(await uploadLines(local, again)),
    ...(await referenceLines(lake, advice)),
    ...(await dayLines(lake, advice)),
    ...(await reportLines(lake, clock, advice)),
  ]
}

/** Files that were named once and are not read as they are now, and those that are gone. */
async function uploadLines({ lake, uploads }: LocalLake, again: string): Promise<StatusLine[]> {
  if ((await currentReference(lake)) === undefined) return [fine('uploads waiting', 0, 'no upload yet')]
  const waiting: string[] = []
  for await (const { key, etag } of uploads.list(''))
    if ((await lake.head(`ledger/uploads/${uploadIdOf(BUCKET, key, etag)}.json`)) === undefined) waiting.push(key)
  const { gone, lost } = await uploads.missing()
  const lines: StatusLine[] = [
    { ...fine('uploads waiting', waiting.length, someOf(waiting)), advice: waiting.length === 0 ? '' : again },
    { ...fine('uploads gone', gone.length, someOf(gone)), advice: gone.length === 0 ? '' : again },
  ]
  for (const { root, files } of lost)
    lines.push({
      what: 'folder not there',
      isWrong: true,
      number: files,
      detail: `${root}: its files still count`,
      advice: 'mount it, put it back, or remove its files',
    })
  return lines
}
