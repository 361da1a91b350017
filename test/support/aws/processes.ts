/** Servers that a test starts: a free port, waiting until they answer, and their end by process id. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const START_TIMEOUT_MS = 60_000

/** Where downloaded servers are kept between runs. */
export const cacheFolder = (name: string): string =>
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), `flowcensus-${name}`)

/** A port of this machine that nothing listens on. */
export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.once('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

export interface ServerProcess {
  pid: number
  stop(): Promise<void>
}

/** Starts a server and waits until `url` answers; throws with the end of its log where it does not. */
export async function startServer(
  command: string,
  args: readonly string[],
  env: Record<string, string>,
  url: string,
  logPath: string,
): Promise<ServerProcess> {
  const log = createWriteStream(logPath)
  await new Promise(done => log.once('open', done))
  const child = spawn(command, args, { env, stdio: ['ignore', log, log] })
  const started = Date.now()
  for (;;) {
    const answered = await fetch(url).then(
      response => response.ok,
      () => false,
    )
    if (answered) break
    if (child.exitCode !== null || child.pid === undefined || Date.now() - started > START_TIMEOUT_MS) {
      await stop(child)
      const lines = readFileSync(logPath, 'utf8').split('\n').slice(-15).join('\n')
      throw new Error(`${command}: expected an answer at ${url}, found none\n${lines}`)
    }
    await sleep(50)
  }
  return { pid: child.pid ?? 0, stop: () => stop(child) }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const ended = new Promise(done => child.once('exit', done))
  child.kill('SIGTERM')
  const killed = setTimeout(() => child.kill('SIGKILL'), 5000)
  await ended
  clearTimeout(killed)
}
