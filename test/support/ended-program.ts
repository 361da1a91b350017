import type { ChildProcess } from 'node:child_process'

/** How a program ended, and what it said. */
export interface Ended {
  code: number | null
  out: string
  err: string
}

export function ended(child: ChildProcess): Promise<Ended> {
  const texts = { out: '', err: '' }
  child.stdout?.on('data', data => {
    texts.out += data
  })
  child.stderr?.on('data', data => {
    texts.err += data
  })
  return new Promise(done => child.on('close', code => done({ code, ...texts })))
}
