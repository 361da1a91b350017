/** What a lake says of its flows, in words that every version has: to be the same whatever version asks. */
import type { SqlValue } from '../../functions/lib/ports.ts'
import type { LocalLake } from '../../infra/local/lake.ts'

const DAYS = `dt between '2017-03-31' and '2017-04-04'`

export interface Said {
  flows: SqlValue[][]
  contacts: SqlValue[][]
  activity: SqlValue[][]
}

/** Rows of the tables that engineers ask most, summed. */
export async function said(lake: LocalLake): Promise<Said> {
  const engine = await lake.engine()
  const rows = async (sql: string) => (await engine.select(sql)).rows
  return {
    flows: await rows(
      `select dt, cast(count(*) as bigint) as flows, cast(sum(bytes_out) as bigint) as bytes_out,
         cast(sum(bytes_in) as bigint) as bytes_in from flows where ${DAYS} group by dt order by dt`,
    ),
    contacts: await rows(
      `select dt, role, cast(count(*) as bigint) as contacts from contacts where ${DAYS} group by dt, role order by dt, role`,
    ),
    activity: await rows(
      `select dt, role, cast(sum(contacts) as bigint) as contacts from activity where ${DAYS} group by dt, role order by dt, role`,
    ),
  }
}
