/** What really is in the study's files, counted from the connections themselves: contacts as the unit defines them. */
import type { Absence } from './absences.ts'
import type { Connection } from './connections.ts'
import { servicePort } from './connections.ts'
import { INTENDED } from './intended.ts'

export interface StudyTruth {
  options: { seed: number; records: number; without: readonly Absence[] }
  /** What is meant where nothing is left out. */
  intended: typeof INTENDED
  /** Log records written that count: copies, overwritten and refused ones apart. */
  records: number
  /** Those of them without a watched end. */
  outOfScope: number
  /** Lines that are refused, by file key. */
  badLines: Record<string, number>
  /** External contacts by role, and those per network. */
  roles: Record<string, number>
  networks: Record<string, Record<string, number>>
  /** `use` contacts by the study's category (infrastructure apart), country, and local weekday (Monday 1) and hour. */
  categories: Record<string, number>
  countries: Record<string, number>
  localHours: Record<string, number>
  /** `use` contacts in slots that only a record's length touches, no packet of it. */
  idleContacts: number
}

const ORDER = ['use', 'served', 'attempt_out', 'attempt_in']

export interface TruthCounter {
  /** A connection that an exporter showed, with the slots that it shows. */
  add(network: string, connection: Connection, slots: readonly number[], packetSlots: readonly number[]): void
  /** Counts what is older than the slot and forgets it. */
  settle(beforeSlot: number): void
  result(): Pick<StudyTruth, 'roles' | 'networks' | 'categories' | 'countries' | 'localHours' | 'idleContacts'>
}

interface Contact {
  network: string
  role: string
  category: string
  country: string
  idle: boolean
}

export function createTruthCounter(): TruthCounter {
  const open = new Map<number, Map<string, Contact>>()
  const counts = { roles: {}, networks: {}, categories: {}, countries: {}, localHours: {} } as ReturnType<
    TruthCounter['result']
  >
  let idleContacts = 0
  const up = (record: Record<string, number>, key: string) => {
    record[key] = (record[key] ?? 0) + 1
  }

  function count(slot: number, { network, role, category, country, idle }: Contact): void {
    up(counts.roles, role)
    counts.networks[network] ??= {}
    up(counts.networks[network], role)
    if (role !== 'use') return
    up(counts.categories, category)
    up(counts.countries, country)
    if (idle) idleContacts++
    const local = new Date(slot * 900_000 + INTENDED.offsetMs)
    up(counts.localHours, `${((local.getUTCDay() + 6) % 7) + 1}-${String(local.getUTCHours()).padStart(2, '0')}`)
  }

  return {
    add(network, connection, slots, packetSlots) {
      const { local, remote, protocol, role, category, country } = connection
      const key = `${local} ${remote} ${protocol} ${servicePort(connection)}`
      const touched = new Set(packetSlots)
      for (const slot of slots) {
        let contacts = open.get(slot)
        if (contacts === undefined) {
          contacts = new Map()
          open.set(slot, contacts)
        }
        const known = contacts.get(key)
        const idle = !touched.has(slot)
        if (known === undefined) contacts.set(key, { network, role, category, country, idle })
        else {
          known.idle &&= idle
          if (ORDER.indexOf(role) < ORDER.indexOf(known.role)) Object.assign(known, { role, category, country })
        }
      }
    },
    settle(beforeSlot) {
      for (const [slot, contacts] of open) {
        if (slot >= beforeSlot) continue
        for (const contact of contacts.values()) count(slot, contact)
        open.delete(slot)
      }
    },
    result: () => ({ ...counts, idleContacts }),
  }
}
