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
  /** `use` contacts without infrastructure per network and local day, and those in slots in which no exporter was down. */
  networkDays: Record<string, Record<string, number>>
  whileAllLogged: Record<string, number>
  /** What is counted by name: services, institutions, vendors, the coin network, scans, beacons. */
  subjects: Record<string, SubjectTruth>
  /** `use` contacts in slots that only a record's length touches, no packet of it. */
  idleContacts: number
}

/** Realised counts of one subject, in whatever role it is. */
export interface SubjectTruth {
  connections: number
  /** IP bytes of all its packets, as the watched end sent and got them. */
  bytesOut: number
  bytesIn: number
  contacts: number
  /** Contacts per local day, and per local hour of the day. */
  days: Record<string, number>
  hours: number[]
}

const ORDER = ['use', 'served', 'attempt_out', 'attempt_in']

export interface TruthCounter {
  /** A connection that an exporter showed, with the slots that it shows. */
  add(network: string, connection: Connection, slots: readonly number[], packetSlots: readonly number[]): void
  /** Counts what is older than the slot and forgets it. */
  settle(beforeSlot: number): void
  result(): Counts & Pick<StudyTruth, 'idleContacts'>
}

type Counts = Pick<
  StudyTruth,
  'roles' | 'networks' | 'categories' | 'countries' | 'localHours' | 'networkDays' | 'whileAllLogged' | 'subjects'
>

interface Contact {
  network: string
  role: string
  category: string
  country: string
  infrastructure: boolean
  subject: string
  idle: boolean
}

/** `allLogged`: whether no exporter was down in a slot. */
export function createTruthCounter(allLogged: (slot: number) => boolean): TruthCounter {
  const open = new Map<number, Map<string, Contact>>()
  const counts: Counts = {
    roles: {},
    networks: {},
    categories: {},
    countries: {},
    localHours: {},
    networkDays: {},
    whileAllLogged: {},
    subjects: {},
  }
  let idleContacts = 0
  const up = (record: Record<string, number>, key: string) => {
    record[key] = (record[key] ?? 0) + 1
  }

  function subjectOf(name: string): SubjectTruth {
    const hours = Array.from({ length: 24 }, () => 0)
    counts.subjects[name] ??= { connections: 0, bytesOut: 0, bytesIn: 0, contacts: 0, days: {}, hours }
    return counts.subjects[name]
  }

  function count(slot: number, contact: Contact): void {
    const { network, role, category, country, infrastructure, subject, idle } = contact
    const local = new Date(slot * 900_000 + INTENDED.offsetMs)
    const [day, hour] = [local.toISOString().slice(0, 10), local.getUTCHours()]
    if (subject !== '') {
      const own = subjectOf(subject)
      own.contacts++
      up(own.days, day)
      own.hours[hour] = (own.hours[hour] ?? 0) + 1
    }
    up(counts.roles, role)
    counts.networks[network] ??= {}
    up(counts.networks[network], role)
    if (role !== 'use') return
    up(counts.categories, category)
    up(counts.countries, country)
    if (idle) idleContacts++
    up(counts.localHours, `${((local.getUTCDay() + 6) % 7) + 1}-${String(hour).padStart(2, '0')}`)
    if (infrastructure) return
    counts.networkDays[network] ??= {}
    up(counts.networkDays[network], day)
    if (allLogged(slot)) up(counts.whileAllLogged, network)
  }

  return {
    add(network, connection, slots, packetSlots) {
      const { local, remote, protocol, role, category, country, infrastructure, subject } = connection
      const key = `${local} ${remote} ${protocol} ${servicePort(connection)}`
      const touched = new Set(packetSlots)
      if (subject !== '') {
        const own = subjectOf(subject)
        own.connections++
        const began = connection.beginTimes.length * connection.beginPacketBytes
        const answered = connection.answerTimes.length * connection.answerPacketBytes
        own.bytesOut += connection.localBegan ? began : answered
        own.bytesIn += connection.localBegan ? answered : began
      }
      for (const slot of slots) {
        let contacts = open.get(slot)
        if (contacts === undefined) {
          contacts = new Map()
          open.set(slot, contacts)
        }
        const known = contacts.get(key)
        const idle = !touched.has(slot)
        if (known === undefined) contacts.set(key, { network, role, category, country, infrastructure, subject, idle })
        else {
          known.idle &&= idle
          if (ORDER.indexOf(role) < ORDER.indexOf(known.role))
            Object.assign(known, { role, category, country, infrastructure, subject })
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
