import type { Enricher } from '../enrich/enricher.ts'
import type { DictionaryColumn } from './columns.ts'
import { takePlaces } from './groups.ts'

const PORTS = 65_536
const UNASKED = 0
const NONE = 1

/** Services that ports are distinctive for, asked of the enricher once for each protocol and port. */
export interface PortServices {
  /** The column for the first `rows` of `ports` (-1 is NULL) under their protocols. */
  column(protocols: Int32Array, ports: Int32Array, rows: number): DictionaryColumn
}

const known = new WeakMap<Pick<Enricher, 'portService'>, PortServices>()

/** Those of an enricher, for all uploads: what a port says hangs on nothing else, and the tables take half a megabyte. */
export function portServicesOf(enricher: Pick<Enricher, 'portService'>): PortServices {
  const services = known.get(enricher) ?? createPortServices(enricher)
  known.set(enricher, services)
  return services
}

export function createPortServices(enricher: Pick<Enricher, 'portService'>): PortServices {
  // Code by port, a table for each protocol met: a look-up is one read.
  const tables: (Uint16Array | undefined)[] = []
  const services: string[] = ['', '']
  const codeOf = new Map<string, number>()

  function tableOf(protocol: number): Uint16Array {
    const table = tables[protocol] ?? new Uint16Array(PORTS)
    tables[protocol] = table
    return table
  }

  function ask(protocol: number, port: number): number {
    const service = enricher.portService(protocol, port)
    if (service === null) return NONE
    const code = codeOf.get(service) ?? services.push(service) - 1
    codeOf.set(service, code)
    return code
  }

  return {
    column(protocols, ports, rows) {
      const codes = takePlaces(rows)
      const seen: number[] = []
      let places = new Int32Array(services.length + 64)
      let protocol = -1
      let table: Uint16Array = new Uint16Array(0)
      for (let i = 0; i < rows; i++) {
        if (protocols[i] !== protocol) {
          protocol = protocols[i] as number
          table = tableOf(protocol)
        }
        const port = ports[i] as number
        let code = port < 0 ? NONE : (table[port] as number)
        if (code === UNASKED) {
          code = ask(protocol, port)
          table[port] = code
          if (code >= places.length) {
            const more = new Int32Array(code * 2)
            more.set(places)
            places = more
          }
        }
        let place = places[code] as number
        if (place === 0) {
          place = seen.push(code)
          places[code] = place
        }
        codes[i] = place - 1
      }
      const dictionary: string[] = []
      const indexOf = Int32Array.from(seen, code => (code === NONE ? -1 : dictionary.push(services[code] ?? '') - 1))
      return { kind: 'dictionary', codes, indexOf, dictionary }
    },
  }
}
