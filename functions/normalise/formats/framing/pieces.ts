/** Binary content in pieces whose length stands in them, over chunks of any sizes. */

export interface Pieces {
  push(chunk: Uint8Array): void
  /** What no piece took, after the last chunk. */
  rest(): Uint8Array
}

/**
 * `take` is given what is held, [start, end) of `bytes`, and returns how many bytes of it it took: 0 where it needs more,
 * more than there are where it passes over some that are still to come. What it does not take is held, so that it must
 * bound how much it waits for. The bytes are valid for the call only.
 */
export function readPieces(take: (bytes: Buffer, start: number, end: number) => number): Pieces {
  let held = Buffer.alloc(0)
  let heldLength = 0
  let toPass = 0

  function hold(bytes: Uint8Array): void {
    const length = heldLength + bytes.length
    if (length > held.length) {
      const grown = Buffer.allocUnsafe(Math.max(4096, length * 2))
      grown.set(held.subarray(0, heldLength))
      held = grown
    }
    held.set(bytes, heldLength)
    heldLength = length
  }

  /** The place in `bytes` up to which pieces were taken. */
  function takeAll(bytes: Buffer, end: number): number {
    let at = 0
    while (at < end) {
      const taken = take(bytes, at, end)
      if (taken === 0) break
      at += taken
    }
    if (at <= end) return at
    toPass = at - end
    return end
  }

  return {
    push(chunk) {
      const passed = Math.min(toPass, chunk.length)
      toPass -= passed
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset + passed, chunk.byteLength - passed)
      if (heldLength === 0) {
        const taken = takeAll(bytes, bytes.length)
        if (taken < bytes.length) hold(bytes.subarray(taken))
        return
      }
      hold(bytes)
      const taken = takeAll(held, heldLength)
      held.copyWithin(0, taken, heldLength)
      heldLength -= taken
    },
    rest: () => held.subarray(0, heldLength),
  }
}
