import type { Enricher } from '../enrich/enricher.ts'
import type { DictionaryColumn } from './columns.ts'
import { spreadTexts } from './dictionary-columns.ts'
import { doubled } from './doubled.ts'
import type { Encoders } from './encoders.ts'
import { takePlaces } from './groups.ts'

const PORTS = 65_536
const PROTOCOLS = 256
const UNASKED = 0
const NONE = 1

/** Services that ports are distinctive for, asked of the enricher once for each protocol and port. */
export interface PortServices {
  /** The column for the first `rows` of `ports` (-1 is NULL) under their protocols. */
  column(protocols: Int32Array, ports: Int32Array, rows: number, encoders: Pick<Encoders, 'groupIds'>): DictionaryColumn
}

const known = new WeakMap<Pick<Enricher, 'portService'>, PortServices>()

/** Those of an enricher, for all uploads: what a port says hangs on nothing else, and the tables take some hundred kilobytes. */
export function portServicesOf(enricher: Pick<Enricher, 'portService'>): PortServices {
  const services = known.get(enricher) ?? createPortServices(enricher)
  known.set(enricher, services)
  return services
}

export function createPortServices(enricher: Pick<Enricher, 'portService'>): PortServices {
  /** The place of each protocol that was met; of others 0, where nothing is asked. */
  const placeOf = new Uint8Array(PROTOCOLS)
  /** Codes by port, of one protocol behind the other: a look-up is one read. Most logs have three. */
  let codes = new Uint16Array(4 * PORTS)
  let protocolsMet = 0
  const services: (string | null)[] = [null, null]
  const codeOf = new Map<string | null, number>([[null, NONE]])

  function ask(protocol: number, port: number): number {
    if (placeOf[protocol] === 0) {
      placeOf[protocol] = ++protocolsMet
      if ((protocolsMet + 1) * PORTS > codes.length) codes = doubled(codes)
    }
    const at = (placeOf[protocol] as number) * PORTS + port
    if (codes[at] === UNASKED) {
      const service = enricher.portService(protocol, port)
      const code = codeOf.get(service) ?? services.push(service) - 1
      codeOf.set(service, code)
      codes[at] = code
    }
    return codes[at] as number
  }

  return {
    column(protocols, ports, rows, { groupIds }) {
      const found = takePlaces(rows)
      if (lookUp(codes, placeOf, protocols, ports, found) === UNASKED)
        for (let i = 0; i < rows; i++)
          if (found[i] === UNASKED) found[i] = ask(protocols[i] as number, ports[i] as number)
      return spreadTexts(groupIds(found, rows), code => services[code] ?? null)
    },
  }
}

/** Looks codes up and returns the least of them; a loop that ends its function, as in `day-totals.ts`. */
function lookUp(
  codes: Uint16Array,
  placeOf: Uint8Array,
  protocols: Int32Array,
  ports: Int32Array,
  found: Int32Array,
): number {
  let least = NONE
  for (let i = 0; i < found.length; i++) {
    const port = ports[i] as number
    const code = port < 0 ? NONE : (codes[(placeOf[protocols[i] as number] as number) * PORTS + port] as number)
    found[i] = code
    if (code < least) least = code
  }
  return least
}
