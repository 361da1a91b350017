/** Publishing on one machine: at once, saying what is made anew and why. */
import type { OutdatedDay } from '../../functions/publish/outdated.ts'
import type { PublishedDay } from '../../functions/publish/publish-day.ts'
import { publishAllDirty } from '../../functions/publish/tick.ts'
import type { LocalLake } from './lake.ts'
import type { createProgress } from './progress.ts'

const BECAUSE: Record<OutdatedDay['why'], string> = {
  code: 'their tables were made by other code',
  networks: 'networks.csv says other things of their networks; no log is read again',
}

/** One line for each reason why days are published anew. */
export function outdatedLines(days: readonly OutdatedDay[]): string[] {
  return [...Map.groupBy(days, ({ why }) => why)].map(
    ([why, own]) => `${own.length === 1 ? '1 day is' : `${own.length} days are`} published anew: ${BECAUSE[why]}`,
  )
}

/** Publishes what changed and what is outdated. Throws what the first day that failed threw. */
export async function publishLake(
  lake: Pick<LocalLake, 'publish'>,
  say: ReturnType<typeof createProgress>,
): Promise<PublishedDay[]> {
  const { published, failed } = await publishAllDirty(
    await lake.publish(),
    (_, of) => say.step('publishing days', of),
    days => {
      for (const line of outdatedLines(days)) say.line(line)
    },
  )
  say.done()
  if (failed[0] !== undefined) throw failed[0].error
  return published
}
