/** The registry: families of formats in the order in which they are asked. Adding one: a line here. */
import { argusFacts } from './argus/index.ts'
import { awsVpcFacts } from './aws-vpc/index.ts'
import { azureFacts } from './azure/index.ts'
import type { FamilyFacts, Format, RandomAccessFile, RandomAccessFormat } from './format.ts'
import { fortigateFacts } from './fortigate/index.ts'
import { gcpVpcFacts } from './gcp-vpc/index.ts'
import { netflowFacts } from './netflow/index.ts'
import { nfdumpFacts } from './nfdump/index.ts'
import { ocsfFacts } from './ocsf/index.ts'
import { silkFacts } from './silk/index.ts'
import { suricataFacts } from './suricata/index.ts'
import { zeekFacts } from './zeek/index.ts'

/** The families, each with its formats and its row in the table of README.md. */
export const families: readonly FamilyFacts[] = [
  zeekFacts,
  awsVpcFacts,
  suricataFacts,
  gcpVpcFacts,
  azureFacts,
  ocsfFacts,
  silkFacts,
  nfdumpFacts,
  netflowFacts,
  argusFacts,
  fortigateFacts,
]

/** All formats in the order in which they are asked. */
export const formats: readonly Format[] = families.flatMap(family => family.formats)

/**
 * The format that recognises the first bytes (at most 64 KiB; all of the content where `complete`). Where it reads by place,
 * `formatOfFile` decides among those that share its head.
 */
export function recogniseFormat(head: Uint8Array, complete: boolean): Format | undefined {
  return formats.find(format => format.recognise(head, complete))
}

/** Which of the formats that are read by place the file is of, by its directory; undefined where it is of none. */
export async function formatOfFile(
  file: RandomAccessFile,
  head: Uint8Array,
  complete: boolean,
): Promise<RandomAccessFormat | undefined> {
  for (const format of formats) {
    if (format.access === 'random' && format.recognise(head, complete) && (await format.holds(file))) return format
  }
  return undefined
}

/** The format of a name that a receipt has; undefined where there is none by now. */
export const formatOf = (name: string | null): Format | undefined => formats.find(format => format.name === name)

/** Names of all formats, as receipts have them. */
export const formatNames = (): string[] => formats.map(format => format.name)
