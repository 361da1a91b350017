import { describe, expect, it } from 'vitest'
import { type Delivered, deliverInOrder, type Lane } from '../../../../infra/local/delivery/in-order.ts'

/** Lanes whose uploads end when a test says so. */
function heldLanes(count: number) {
  const held = new Map<string, { lane: number; end: (error?: Error) => void }>()
  const closed: number[] = []
  const lanes = Array.from(
    { length: count },
    (_, lane): Lane => ({
      deliver: key =>
        new Promise((resolve, reject) =>
          held.set(key, { lane, end: error => (error === undefined ? resolve({ outcome: 'known' }) : reject(error)) }),
        ),
      close: async () => {
        closed.push(lane)
      },
    }),
  )
  const [own, ...others] = lanes
  if (own === undefined) throw new Error('expected a lane')
  const settle = () => new Promise<void>(done => setTimeout(done, 5))
  async function end(key: string, error?: Error): Promise<void> {
    held.get(key)?.end(error)
    held.delete(key)
    await settle()
  }
  return { lanes: { own, others, patienceMs: 0 }, held, closed, end, settle }
}

function gathered(results: AsyncIterable<Delivered>) {
  const keys: string[] = []
  const ended = (async () => {
    for await (const delivered of results) keys.push('error' in delivered ? `${delivered.key} failed` : delivered.key)
  })()
  return { keys, ended }
}

describe('uploads in lanes', () => {
  it('come in the order of their keys, whichever ends first', async () => {
    const { lanes, held, end, settle } = heldLanes(3)
    const { keys, ended } = gathered(deliverInOrder(['a', 'b', 'c', 'd'], lanes))
    await settle()
    expect([...held].map(([key, { lane }]) => [key, lane])).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 2],
    ])
    await end('c')
    await end('b')
    expect([...held.keys()]).toEqual(['a', 'd'])
    expect(keys).toEqual([])
    await end('a')
    expect(keys).toEqual(['a', 'b', 'c'])
    await end('d')
    await ended
    expect(keys).toEqual(['a', 'b', 'c', 'd'])
  })

  it('are told of as they end, and cost each other nothing where one fails', async () => {
    const { lanes, end, settle } = heldLanes(2)
    let done = 0
    const results = deliverInOrder(['a', 'b', 'c'], lanes, () => {
      done++
    })
    const { keys, ended } = gathered(results)
    await settle()
    await end('b', new Error('out of memory'))
    expect(done).toBe(1)
    await end('c')
    await end('a')
    await ended
    expect({ keys, done }).toEqual({ keys: ['a', 'b failed', 'c'], done: 3 })
  })

  it('may become more while they are gone through', async () => {
    const { lanes, end, settle } = heldLanes(2)
    const queue = ['archive']
    const keys: string[] = []
    const ended = (async () => {
      for await (const { key } of deliverInOrder(queue, lanes)) {
        keys.push(key)
        if (key === 'archive') queue.push('archive/a', 'archive/b')
      }
    })()
    await settle()
    await end('archive')
    await end('archive/b')
    await end('archive/a')
    await ended
    expect(keys).toEqual(['archive', 'archive/a', 'archive/b'])
  })

  it('begin in this thread alone, and in others where there is more to do after a while', async () => {
    const { lanes, held, closed, end, settle } = heldLanes(2)
    const { ended } = gathered(deliverInOrder(['a'], { ...lanes, patienceMs: 1_000_000 }))
    await settle()
    expect([...held.values()].map(({ lane }) => lane)).toEqual([0])
    await end('a')
    await ended
    expect(closed).toEqual([1])
  })

  it('run no further than 256 ahead of the first that is not done', async () => {
    const { lanes, held, end, settle } = heldLanes(2)
    const queue = Array.from({ length: 300 }, (_, at) => String(at))
    const { keys, ended } = gathered(deliverInOrder(queue, lanes))
    await settle()
    for (let at = 1; at < 256; at++) {
      held.get(String(at))?.end()
      for (let turn = 0; turn < 20; turn++) await undefined
    }
    await settle()
    expect([...held.keys()].filter(key => Number(key) >= 256)).toEqual([])
    await end('0')
    while (keys.length < 300) {
      for (const { end } of held.values()) end()
      await settle()
    }
    await ended
    expect(keys).toEqual(queue)
  })
})
