/** Local addresses by a number of this report: an address stands in no output, and a hash of one could be undone. */

/** Gives each address a number from 1, in the order in which it is first asked for. */
export function createRanks(): (network: string, address: string) => number {
  const ranks = new Map<string, number>()
  return (network, address) => {
    const key = JSON.stringify([network, address])
    const rank = ranks.get(key) ?? ranks.size + 1
    ranks.set(key, rank)
    return rank
  }
}
