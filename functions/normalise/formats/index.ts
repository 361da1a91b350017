/** The registry: families of formats in the order in which they are asked. Adding one: a line here. */
import { argusFamily } from './argus/index.ts'
import { awsVpcFamily } from './aws-vpc/index.ts'
import { azureFamily } from './azure/index.ts'
import type { Format, FormatFamily } from './format.ts'
import { gcpVpcFamily } from './gcp-vpc/index.ts'
import { netflowFamily } from './netflow/index.ts'
import { nfdumpFamily } from './nfdump/index.ts'
import { silkFamily } from './silk/index.ts'
import { suricataFamily } from './suricata/index.ts'
import { zeekFamily } from './zeek/index.ts'

const families: readonly FormatFamily[] = [
  zeekFamily,
  awsVpcFamily,
  suricataFamily,
  gcpVpcFamily,
  azureFamily,
  silkFamily,
  nfdumpFamily,
  netflowFamily,
  argusFamily,
]

/** All formats in the order in which they are asked. */
export const formats: readonly Format[] = families.flat()

/** The format that recognises the first bytes (at most 64 KiB; all of the content where `complete`). */
export function recogniseFormat(head: Uint8Array, complete: boolean): Format | undefined {
  return formats.find(format => format.recognise(head, complete))
}

/** The format of a name that a receipt has; undefined where there is none by now. */
export const formatOf = (name: string | null): Format | undefined => formats.find(format => format.name === name)

/** Names of all formats, as receipts have them. */
export const formatNames = (): string[] => formats.map(format => format.name)
