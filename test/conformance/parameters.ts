import type { SqlParameter } from '../../functions/lib/ports.ts'
import { loadQuery } from '../../functions/lib/queries.ts'
import { GAMES } from '../../infra/local/study/address-book.ts'
import { numberOf } from '../../infra/local/study/connections.ts'

/**
 * Parameters for a query over the study's days around `day`, or over the range, by what its header says of each. Throws for a
 * new word.
 */
export function parametersOf(
  name: string,
  day: string,
  run: string,
  range = { from: dayAfter(day, -2), to: dayAfter(day, 2) },
): SqlParameter[] {
  const known = Object.entries(values(day, run, range))
  return loadQuery(name).parameters.map(parameter => {
    for (const [words, value] of known) if (new RegExp(words).test(parameter)) return value
    throw new Error(`${name}: expected a known parameter, found ${parameter}; give it a value here`)
  })
}

/** Addresses that the study plays with. */
const GAME_ADDRESSES = GAMES.flatMap(({ base, size }) =>
  Array.from({ length: size }, (_, i) => {
    const address = numberOf(base) + i
    return [24, 16, 8, 0].map(shift => (address >>> shift) & 255).join('.')
  }),
)

const values = (day: string, run: string, range: { from: string; to: string }): Record<string, SqlParameter> => ({
  '\\.run$': run,
  '^addresses with a space around each$': ` ${GAME_ADDRESSES.join(' ')} `,
  // A beacon of the study, and the systems and a domain of laboratories.
  '^pairs with a space around each$': ' 175.45.176.161>42.199.240.77>6>443 ',
  '^systems with a space around each$': ' 680 2875 ',
  '^domains with a space around each$': ' jinr.ru ',
  '^protocols and ports with a space around each$': ' 6:443 17:53 ',
  '^least contacts of a country$': 50,
  '^100 / the share in %$': 100,
  '\\.dt$': day,
  time_zone$: 'Asia/Pyongyang',
  '(dt|local[_ ]day) from$': range.from,
  '(dt|local[_ ]day) to$': range.to,
})

const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
