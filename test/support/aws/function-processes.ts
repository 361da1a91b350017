/** The processes that ministack runs functions in: children of it, each in the folder of its function's code. */
import { readdirSync, readlinkSync } from 'node:fs'

/** Kills those of a function whose code lies below `folder`; the number of them. Linux only (proc(5)). */
export function killBelow(folder: string, functionName: string): number {
  const beginning = `${folder}/ministack-lambda-${functionName}-`
  let killed = 0
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    try {
      if (!readlinkSync(`/proc/${pid}/cwd`).startsWith(beginning)) continue
      process.kill(Number(pid), 'SIGKILL')
      killed++
    } catch {
      // It ended meanwhile, or is somebody else's.
    }
  }
  return killed
}
