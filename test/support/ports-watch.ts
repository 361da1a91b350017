/** A wrapper around the ports that is told of every call, before and after its effect, and may end the run there. */
import type { Catalogue, ObjectStore, QueryEngine } from '../../functions/lib/ports.ts'

/** Thrown where a run is ended: no code of the product catches it. */
export class Ended extends Error {
  override name = 'Ended'
}

export interface Watch {
  /** Called before and after the effect of the n-th call (1, 2, …). Throwing ends the run. */
  at(n: number, when: 'before' | 'after', name: string): void | Promise<void>
  calls: number
}

export function createWatch(at: Watch['at']): Watch {
  return { at, calls: 0 }
}

/** Wraps every method; the calls of all wrapped ports are counted together. `list` counts once. */
export function watched<T extends ObjectStore | Catalogue | QueryEngine | Partial<ObjectStore>>(
  port: T,
  label: string,
  watch: Watch,
): T {
  return new Proxy(port, {
    get(target, property) {
      const method = Reflect.get(target, property)
      if (typeof method !== 'function' || property === 'close') return method
      const name = `${label}.${String(property)}`
      if (property === 'list' && label !== 'catalogue') {
        return async function* (...args: unknown[]) {
          const n = ++watch.calls
          await watch.at(n, 'before', name)
          yield* Reflect.apply(method, target, args)
          await watch.at(n, 'after', name)
        }
      }
      return async (...args: unknown[]) => {
        const n = ++watch.calls
        await watch.at(n, 'before', name)
        const result = await Reflect.apply(method, target, args)
        await watch.at(n, 'after', name)
        return result
      }
    },
  })
}
