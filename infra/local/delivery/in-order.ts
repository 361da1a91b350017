/** Uploads delivered beside each other, and what came of each in the order of their keys, whichever ended first. */
import type { Delivery } from '../../../functions/normalise/deliver.ts'

/** Where one upload at a time is delivered. */
export interface Lane {
  /** Throws what the delivery threw. */
  deliver(key: string): Promise<Delivery>
  /** Ends what is under way. */
  close(): Promise<void>
}

export interface Lanes {
  /** This thread, which has all that it needs open. */
  own: Lane
  /** Threads, which have to open it first. */
  others: readonly Lane[]
  /** They begin where there is more to do after this long. */
  patienceMs: number
}

/** What came of an upload: its delivery, or what that threw. */
export type Delivered = { key: string } & ({ delivery: Delivery } | { error: unknown })

/** Uploads that may be done before an earlier one is: their receipts are held until then. */
const MOST_AHEAD = 256

/**
 * Each key of the queue, which may grow while it is gone through, by the lane that is free first. `onDone` hears of each as
 * soon as it is done. An error of one costs nothing of the others.
 */
export async function* deliverInOrder(
  queue: readonly string[],
  { own, others, patienceMs }: Lanes,
  onDone: () => void = () => {},
): AsyncGenerator<Delivered> {
  const done = new Map<number, Delivered>()
  const free = [own]
  const atWork = new Set<Promise<void>>()
  let next = 0
  let given = 0
  let isOver = false
  let wake = (): void => {}

  async function work(lane: Lane): Promise<void> {
    for (let key = queue[next]; key !== undefined && next < given + MOST_AHEAD && !isOver; key = queue[next]) {
      const at = next++
      done.set(at, await outcomeIn(lane, key))
      onDone()
      wake()
    }
    free.push(lane)
  }

  function begin(): void {
    for (const lane of free.splice(0)) {
      const working = work(lane).finally(() => atWork.delete(working))
      atWork.add(working)
    }
  }

  const patience = setTimeout(() => {
    free.push(...others)
    begin()
  }, patienceMs)
  try {
    for (; given < queue.length; given++) {
      begin()
      for (;;) {
        const delivered = done.get(given)
        done.delete(given)
        if (delivered !== undefined) {
          yield delivered
          break
        }
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
    }
  } finally {
    isOver = true
    clearTimeout(patience)
    await Promise.all(others.map(lane => lane.close()))
    await Promise.all(atWork)
  }
}

const outcomeIn = (lane: Lane, key: string): Promise<Delivered> =>
  lane.deliver(key).then(
    delivery => ({ key, delivery }),
    (error: unknown) => ({ key, error }),
  )
