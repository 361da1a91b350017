/** Connections of one DuckDB instance: each runs one query at a time, with views of its own. */
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { PRELUDE } from './duckdb-prelude.ts'

export interface Session {
  connection: DuckDBConnection
  /** Text of each view that stands. */
  views: Map<string, string>
}

export interface Connections {
  /** Runs work on a free connection; waits where all of them work. */
  use<T>(work: (session: Session) => Promise<T>): Promise<T>
  close(): void
}

/** `most` connections, opened when they are needed. */
export async function createConnections(instance: DuckDBInstance, most: number): Promise<Connections> {
  const open: Session[] = []
  const free: Session[] = []
  const waiting: (() => void)[] = []
  let opening = 0

  async function connect(): Promise<Session> {
    const connection = await instance.connect()
    // Settings are the connection's, macros the instance's.
    const statements = open.length === 0 ? PRELUDE : PRELUDE.filter(statement => statement.startsWith('SET '))
    for (const statement of statements) await connection.run(statement)
    const session = { connection, views: new Map<string, string>() }
    open.push(session)
    return session
  }

  async function take(): Promise<Session> {
    for (;;) {
      const session = free.pop()
      if (session !== undefined) return session
      if (open.length + opening < most) {
        opening++
        try {
          return await connect()
        } finally {
          opening--
        }
      }
      await new Promise<void>(resolve => waiting.push(resolve))
    }
  }

  free.push(await connect())
  return {
    async use(work) {
      const session = await take()
      try {
        return await work(session)
      } finally {
        free.push(session)
        waiting.shift()?.()
      }
    },
    close() {
      for (const { connection } of open) connection.closeSync()
    },
  }
}
