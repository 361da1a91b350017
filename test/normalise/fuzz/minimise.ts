/** The smallest part of an input that still fails: pieces are left out, half of it first, then less, down to single bytes. */

const MOST_TRIALS = 3000

export async function minimise(
  bytes: Uint8Array,
  fails: (bytes: Uint8Array) => Promise<boolean>,
  mostTrials: number = MOST_TRIALS,
): Promise<Uint8Array> {
  let least = bytes
  let trials = 0
  for (let size = Math.ceil(bytes.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < least.length && trials < mostTrials; ) {
      trials++
      const without = new Uint8Array(Buffer.concat([least.subarray(0, at), least.subarray(at + size)]))
      if (await fails(without)) least = without
      else at += size
    }
  }
  return least
}
