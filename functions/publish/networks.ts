/** What is said of a day's networks, as its tables take it. */
import { type NetworkFacts, type PlacedPrefix, reachOf } from '../lib/network-facts.ts'
import type { TableRow } from './parquet-table.ts'

/** The prefixes by which the uploads of a day were placed on it, each once, in order. */
export function placedPrefixes(
  uploads: Iterable<{ reference: string; output: { networks: readonly string[] } | null }>,
): PlacedPrefix[] {
  const placed = new Map<string, PlacedPrefix>()
  for (const { reference, output } of uploads)
    for (const prefix of output?.networks ?? []) placed.set(`${reference} ${prefix}`, { reference, prefix })
  return [...placed].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
}

/** A row of `inputs_networks`. */
export function networkRow(dt: string, facts: NetworkFacts): TableRow {
  const reach = reachOf(dt)
  return [
    facts.reference,
    facts.prefix,
    facts.fromMs ?? reach.fromMs,
    facts.toMs ?? reach.toMs,
    facts.name,
    facts.timeZone,
    facts.accessPath,
    spaced(facts.weekend),
    facts.homeCountry,
    spaced(facts.providerAsns),
  ]
}

/** ` 4837 131279 `: looked up by ` 4837 `. */
const spaced = (numbers: readonly number[]): string => (numbers.length === 0 ? '' : ` ${numbers.join(' ')} `)

/**
 * Returns a function that names the networks of prefixes on the day, in order, each once. A record that began before the
 * day may rest on a row of networks.csv that ended with the day before: then that one's name.
 */
export function networkNames(
  dt: string,
  networks: readonly NetworkFacts[],
): (reference: string, prefixes: readonly string[]) => string[] {
  const dayMs = Date.parse(`${dt}T00:00:00Z`)
  const names = new Map<string, string>()
  // In order of time: the last that began by then.
  for (const { reference, prefix, fromMs, name } of networks) {
    const key = `${reference} ${prefix}`
    if (!names.has(key) || (fromMs ?? dayMs) <= dayMs) names.set(key, name)
  }
  return (reference, prefixes) => {
    const found = new Set<string>()
    for (const prefix of prefixes) {
      const name = names.get(`${reference} ${prefix}`)
      if (name === undefined)
        throw new Error(`day ${dt}: expected facts of the network ${prefix} of reference ${reference}, found none`)
      found.add(name)
    }
    return [...found].sort()
  }
}
