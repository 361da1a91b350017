/** `npm run reference -- remove`: a new set without an edition. */
import type { EditionData, Editions } from '../../../functions/lib/reference/editions.ts'
import { currentReference, loadReference } from '../../../functions/lib/reference/reference-set.ts'
import { typedCommand } from '../installation.ts'
import { contentToUse, putContent } from '../lake.ts'
import { withoutEditions } from '../reference-editions.ts'
import { EDITION_DATA } from './edition-days.ts'
import { putAndSay } from './put-editions.ts'
import { openTarget, type TargetOptions } from './target.ts'

interface RemoveOptions extends TargetOptions {
  country?: string
  as?: string
}

/** Removes them. Throws, before anything is changed, where there is no such edition, or no other. */
export async function removeEditions(options: RemoveOptions): Promise<void> {
  const removed = { country: options.country, asn: options.as }
  if (removed.country === undefined && removed.asn === undefined)
    throw new Error('reference remove: expected --country DAY, --as DAY or both, found none')
  const target = await openTarget(options)
  try {
    const hash = await currentReference(target.lake)
    if (hash === undefined)
      throw new Error(`reference remove: expected a reference set, found none; ${typedCommand('start')} makes it`)
    const { editions } = await loadReference(target.lake, hash)
    for (const data of ['country', 'asn'] as const) refuseUnknown(editions, data, removed[data])
    await putAndSay(target, async () => {
      const content = await contentToUse(target.lake)
      return putContent(
        target.lake,
        withoutEditions(content, ({ data, date }) => date === removed[data]),
      )
    })
  } finally {
    await target.close()
  }
}

function refuseUnknown(editions: Editions, data: EditionData, date: string | undefined): void {
  if (date === undefined) return
  const dates = editions[data].map(edition => edition.date)
  if (!dates.includes(date))
    throw new Error(`reference remove: expected a day of ${EDITION_DATA[data]}, ${dates.join(' or ')}, found ${date}`)
  if (dates.length === 1)
    throw new Error(
      `reference remove: expected another edition of ${EDITION_DATA[data]} to stay, found ${date} alone; add one first`,
    )
}
