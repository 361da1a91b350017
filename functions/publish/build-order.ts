/** Work that hangs on other work: each thing is begun as soon as all that it reads is made. */

export interface Step {
  name: string
  /** Names of steps; others are there already. */
  after: readonly string[]
}

/**
 * Runs every step, those that wait for nothing first in their order, at most `atOnce` together; resolves to what each made, in
 * the order of the steps. After a failure nothing is begun any more; what runs comes to its end, then the first failure is
 * thrown. Throws where steps wait for each other.
 */
export async function inOrder<S extends Step, Made>(
  steps: readonly S[],
  atOnce: number,
  run: (step: S) => Promise<Made>,
): Promise<[name: string, made: Made][]> {
  const names = new Set(steps.map(({ name }) => name))
  const made = new Map<string, Made>()
  const failures: unknown[] = []
  const waiting = [...steps]
  const running = new Set<Promise<void>>()
  const isReady = ({ after }: S) => after.every(name => made.has(name) || !names.has(name))

  async function make(step: S): Promise<void> {
    try {
      made.set(step.name, await run(step))
    } catch (error) {
      failures.push(error)
    }
  }

  while (failures.length === 0 && (waiting.length > 0 || running.size > 0)) {
    const at = running.size < atOnce ? waiting.findIndex(isReady) : -1
    const [step] = at < 0 ? [] : waiting.splice(at, 1)
    if (step !== undefined) {
      const own = make(step).finally(() => running.delete(own))
      running.add(own)
    } else if (running.size > 0) await Promise.race(running)
    else throw new Error(`steps: expected an order, found ${waiting.map(({ name }) => name)} waiting for each other`)
  }
  await Promise.all(running)
  if (failures.length > 0) throw failures[0]
  return steps.flatMap(({ name }) => [...made].filter(([own]) => own === name))
}
