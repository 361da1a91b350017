import { describe, expect, it } from 'vitest'
import { inOrder, type Step } from '../../functions/publish/build-order.ts'

const step = (name: string, ...after: string[]): Step => ({ name, after })
const STEPS = [step('a', 'outside'), step('b', 'a'), step('c', 'a'), step('d', 'b', 'c'), step('e')]

/** Runs steps that end in turns of the microtask queue; `events` as `+a` and `-a`. */
async function events(steps: readonly Step[], atOnce: number, failing = ''): Promise<string[]> {
  const seen: string[] = []
  await inOrder(steps, atOnce, async ({ name }) => {
    seen.push(`+${name}`)
    for (let turns = 0; turns < 5; turns++) await Promise.resolve()
    if (name === failing) throw new Error(name)
    seen.push(`-${name}`)
  }).catch(error => seen.push(`failed ${error instanceof Error ? error.message : error}`))
  return seen
}

describe('steps that hang on each other', () => {
  it('run one after another where only one may run', async () => {
    expect(await events(STEPS, 1)).toEqual(['+a', '-a', '+b', '-b', '+c', '-c', '+d', '-d', '+e', '-e'])
  })

  it('run side by side as soon as what they read is made', async () => {
    expect(await events(STEPS, 6)).toEqual(['+a', '+e', '-a', '-e', '+b', '+c', '-b', '-c', '+d', '-d'])
  })

  it('begin nothing after a failure, and wait for what runs', async () => {
    expect(await events(STEPS, 6, 'a')).toEqual(['+a', '+e', '-e', 'failed a'])
  })

  it('resolve to what each made, in their order', async () => {
    const made = await inOrder([step('slow'), step('quick')], 2, async ({ name }) => {
      for (let turns = 0; turns < (name === 'slow' ? 9 : 1); turns++) await Promise.resolve()
      return name.length
    })
    expect(made).toEqual([
      ['slow', 4],
      ['quick', 5],
    ])
  })

  it('are refused where they wait for each other', async () => {
    expect(await events([step('a', 'b'), step('b', 'a')], 2)).toEqual([
      'failed steps: expected an order, found a,b waiting for each other',
    ])
  })
})
