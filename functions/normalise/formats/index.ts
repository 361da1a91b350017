/** The registry of formats, in the order in which they are asked. Adding a format: a line here. */

import { awsVpcParquet } from './aws-vpc/parquet.ts'
import { awsVpc } from './aws-vpc/text.ts'
import type { Format } from './format.ts'
import { suricataEve } from './suricata/eve.ts'
import { zeekConn } from './zeek/conn.ts'

const formats: readonly Format[] = [zeekConn, awsVpc, suricataEve, awsVpcParquet]

/** The format that recognises the first bytes (at most 64 KiB; all of the content where `complete`). */
export function recogniseFormat(head: Uint8Array, complete: boolean): Format | undefined {
  return formats.find(format => format.recognise(head, complete))
}

/** Names of all formats, as receipts have them. */
export const formatNames = (): string[] => formats.map(format => format.name)
