/** MinIO, the strictest S3 server that runs here: built once with Go, started on a folder. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder, freePort, startServer } from './processes.ts'

const MODULE = 'github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c'
export const MINIO_KEYS = { accessKeyId: 'minio-root', secretAccessKey: 'minio-root-secret' }

export async function startMinio(folder: string): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const { path, problem } = findMinio()
  if (path === undefined) throw new Error(problem)
  mkdirSync(folder, { recursive: true })
  const port = await freePort()
  const endpoint = `http://127.0.0.1:${port}`
  const server = await startServer(
    path,
    ['server', '--address', `127.0.0.1:${port}`, '--console-address', `127.0.0.1:${await freePort()}`, folder],
    {
      HOME: folder,
      PATH: process.env.PATH ?? '',
      MINIO_ROOT_USER: MINIO_KEYS.accessKeyId,
      MINIO_ROOT_PASSWORD: MINIO_KEYS.secretAccessKey,
      MINIO_BROWSER: 'off',
    },
    `${endpoint}/minio/health/live`,
    `${folder}.log`,
  )
  return { endpoint, stop: server.stop }
}

let found: { path?: string; problem?: string } | undefined

/** The binary, built in 2.5 minutes on 2 cores where it is not there; without Go, what is missing. */
export function findMinio(): { path?: string; problem?: string } {
  found ??= buildMinio()
  return found
}

function buildMinio(): { path?: string; problem?: string } {
  const cache = cacheFolder('minio')
  const path = join(cache, 'minio')
  if (existsSync(path)) return { path }
  console.log(`building ${MODULE}; this happens once`)
  try {
    execFileSync('go', ['install', MODULE], {
      env: { ...process.env, GOBIN: cache },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    return { path }
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    return { problem: `minio: expected Go to build ${MODULE}, found ${said}; install Go 1.24 or later` }
  }
}
