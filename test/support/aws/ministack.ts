/** ministack, a whole AWS on this machine with IAM enforced: installed once with Python, started on a folder. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cacheFolder, freePort, startServer } from './processes.ts'

const VERSION = '1.5.33'
/** Python's fault in a virtual environment is a half-made one: this file says that all is there. */
const READY = 'installed'
/** The root of the account, whom nothing is refused. */
export const ROOT_KEYS = { accessKeyId: 'test', secretAccessKey: 'test' }
export const REGION = 'us-east-1'
export const ACCOUNT = '000000000000'

export interface Ministack {
  endpoint: string
  port: number
  stop(): Promise<void>
}

export interface MinistackOptions {
  /** Signatures and policies are checked. Default true. */
  auth?: boolean
  /** Default: a free one. */
  port?: number
  /** More environment, which functions of Lambda get too where it begins with AWS_. */
  env?: Record<string, string>
}

/** `folder` must not lie below a package of modules: a Lambda's worker would not start there. */
export async function startMinistack(
  folder: string,
  { auth = true, env = {}, port: chosen }: MinistackOptions = {},
): Promise<Ministack> {
  mkdirSync(join(folder, 's3'), { recursive: true })
  const port = chosen ?? (await freePort())
  const endpoint = `http://127.0.0.1:${port}`
  const server = await startServer(
    python(),
    [new URL('ministack_with_callers.py', import.meta.url).pathname],
    {
      // Its workers run Lambda functions: on the Node that runs this.
      PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ''}`,
      HOME: folder,
      TMPDIR: folder,
      S3_DATA_DIR: join(folder, 's3'),
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_ACCOUNT_ID: ACCOUNT,
      MINISTACK_REGION: REGION,
      AUTH: String(auth),
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      ...env,
    },
    `${endpoint}/_ministack/health`,
    join(folder, 'ministack.log'),
  )
  return { endpoint, port, stop: server.stop }
}

/** The Python that ministack is installed for; installs it where it is not. Throws where there is none. */
export function python(): string {
  const venv = join(cacheFolder('ministack'), `venv-${VERSION}`)
  const path = join(venv, 'bin', 'python')
  if (existsSync(join(venv, READY))) return path
  try {
    const run = (command: string, args: string[]) =>
      execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    run('python3', ['-m', 'venv', venv])
    run(join(venv, 'bin', 'pip'), ['install', '-q', `ministack==${VERSION}`, 'boto3', 'duckdb', 'cryptography'])
    run('touch', [join(venv, READY)])
  } catch (error) {
    throw new Error(
      `ministack: expected Python 3 with venv to install it, found ${error instanceof Error ? error.message : error}; install Python 3.11`,
    )
  }
  return path
}
