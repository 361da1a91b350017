/** Text that may be longer than the screen goes through the user's pager, as git does it; to a program it goes as it is. */
import { spawn } from 'node:child_process'

export interface Screen {
  /** Characters a line and lines a screen; undefined where standard output is no terminal. */
  width: number | undefined
  height: number | undefined
  /** Whether it shows colours: NO_COLOR (no-color.org) and a dumb terminal say no. */
  hasColours: boolean
}

/** What standard output is. Parameters for tests. */
export function screenOf(
  output: Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'rows'> = process.stdout,
  environment: NodeJS.ProcessEnv = process.env,
): Screen {
  if (output.isTTY !== true) return { width: undefined, height: undefined, hasColours: false }
  const hasColours = (environment.NO_COLOR ?? '') === '' && environment.TERM !== 'dumb'
  return { width: output.columns || 80, height: output.rows || 24, hasColours }
}

/** The pager's command; undefined where there is none, or nothing is to go through it. */
export function pagerFor(
  text: string,
  { height }: Pick<Screen, 'height'>,
  environment: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const pager = environment.PAGER ?? 'less'
  if (height === undefined || pager === '' || pager === 'cat' || environment.TERM === 'dumb') return undefined
  let lines = 1
  for (let at = text.indexOf('\n'); at >= 0 && lines < height; at = text.indexOf('\n', at + 1)) lines++
  return lines < height ? undefined : pager
}

/** Whether the pager showed it: one that is not there has not. */
export function throughPager(pager: string, text: string): Promise<boolean> {
  return new Promise(resolve => {
    // F: what fits is only printed; R: colours; X: the text stays when it ends.
    const env = { LESS: 'FRX', LV: '-c', ...process.env }
    const child = spawn(pager, { shell: true, stdio: ['pipe', 'inherit', 'inherit'], env })
    // Ctrl-C is the pager's.
    const ignore = () => {}
    process.on('SIGINT', ignore)
    const end = (isShown: boolean) => {
      process.off('SIGINT', ignore)
      resolve(isShown)
    }
    child.on('error', () => end(false))
    child.on('close', code => end(code !== 126 && code !== 127))
    // Who has seen enough leaves before all is written.
    child.stdin.on('error', ignore)
    child.stdin.end(`${text}\n`)
  })
}
