import { parseAddress } from '../../../lib/addresses.ts'
import type { RecordSink } from '../format.ts'
import { boundedMap } from './bounded-map.ts'
import { cutText } from './cut-text.ts'

/** Connections whose server name is remembered until their record comes. */
const NAMES = 65_536
/** Longest server name that is kept (RFC 1035, section 2.3.4). */
export const LONGEST_NAME = 253

/** Server names that other entries of a log say of a connection before its record comes, by the connection's id. */
export interface ServerNames {
  /** The first name of an id counts: a proxy's connection carries requests to many hosts. An address is no name. */
  keep(id: string, name: string): void
  /** The name of a connection; undefined where none was said. */
  of(id: string): string | undefined
  /** The connection ended: its name is not asked for again. */
  forget(id: string): void
  /** Whether none was ever said. */
  readonly isEmpty: boolean
  /** At the end of a file: says what was lost, where room was too small. */
  warnOfDropped(sink: Pick<RecordSink, 'warn'>): void
}

export function serverNames(): ServerNames {
  const names = boundedMap<string, string>(NAMES)
  let isEmpty = true
  return {
    keep(id, name) {
      if (names.get(id) !== undefined || parseAddress(name) !== undefined) return
      isEmpty = false
      names.set(id, cutText(name, LONGEST_NAME))
    },
    of: id => names.get(id),
    forget: id => names.delete(id),
    get isEmpty() {
      return isEmpty
    },
    warnOfDropped(sink) {
      if (names.dropped > 0)
        sink.warn(`${names.dropped} server names were dropped: over ${NAMES} named flows were open at once`)
    },
  }
}
