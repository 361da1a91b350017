/**
 * NetFlow version 5 (Cisco, "NetFlow Export Datagram Format"): a header of 24 bytes and records of one layout, as a template.
 */
import { compile, type Field } from './template.ts'

export const HEADER_BYTES = 24
export const RECORD_BYTES = 48
/** What a UDP datagram can hold; Cisco's routers send at most 30. */
export const MOST_RECORDS = 1364

/** Element and length of each field; 210 is padding. */
const fields: readonly (readonly [id: number, length: number])[] = [
  [8, 4],
  [12, 4],
  [15, 4],
  [10, 2],
  [14, 2],
  [2, 4],
  [1, 4],
  [22, 4],
  [21, 4],
  [7, 2],
  [11, 2],
  [210, 1],
  [6, 1],
  [4, 1],
  [5, 1],
  [16, 2],
  [17, 2],
  [9, 1],
  [13, 1],
  [210, 2],
]

const asFields: Field[] = fields.map(([id, length]) => ({ enterprise: 0, id, length, isScope: false }))

export const version5 = compile({
  id: 5,
  isOptions: false,
  version: 5,
  sent: Buffer.alloc(0),
  fields: () => asFields,
})
