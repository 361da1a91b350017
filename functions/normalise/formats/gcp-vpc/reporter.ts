/** Which end of a connection logged it. */
import type { StringTable } from '../format.ts'
import { cutText } from '../framing/cut-text.ts'
import { bytesOf } from '../framing/fields.ts'
import type { SlotFields } from '../framing/slot-fields.ts'
import { slots } from './slots.ts'

export type Side = 'src' | 'dest'

interface Reporter {
  side: Side
  name: number
  project: number
}

/** Longest exporter that is kept. */
const LONGEST = 253
const SLASH = 47

/** By the word of the log: a virtual machine, or the gateway before it. */
const reporters: readonly (readonly [word: Uint8Array, reporter: Reporter])[] = [
  [bytesOf('SRC'), { side: 'src', name: slots['src_instance.vm_name'], project: slots['src_instance.project_id'] }],
  [bytesOf('DEST'), { side: 'dest', name: slots['dest_instance.vm_name'], project: slots['dest_instance.project_id'] }],
  [bytesOf('SRC_GATEWAY'), { side: 'src', name: slots['src_gateway.name'], project: slots['src_gateway.project_id'] }],
  [
    bytesOf('DEST_GATEWAY'),
    { side: 'dest', name: slots['dest_gateway.name'], project: slots['dest_gateway.project_id'] },
  ],
]

/** The side that reported. Undefined where the log does not say. */
export const reporterOf = (fields: SlotFields): Reporter | undefined =>
  reporters.find(([word]) => fields.isText(slots.reporter, word))?.[1]

/**
 * Makes the exporter's id: `<project>/<virtual machine>`, else `<project>/<gateway>`, else (metadata can be left out) the
 * subnetwork's or the key's with the address of the side that reported. Two sides of one connection never have the same,
 * and both directions that one side reports have.
 */
export function exporters(
  fields: SlotFields,
  strings: StringTable,
  keyExporter: string,
): (reporter: Reporter | undefined) => number {
  const joined = new Uint8Array(LONGEST)

  /** The id of `<project>/<name>` where both are plain: no text is made of one that is known. */
  function plainId({ project, name }: Reporter): number {
    const projectLength = fields.plainLength(project)
    const nameLength = fields.plainLength(name)
    if (projectLength <= 0 || nameLength <= 0 || projectLength + 1 + nameLength > LONGEST) return 0
    let end = fields.copyPlain(project, joined, 0)
    joined[end++] = SLASH
    end = fields.copyPlain(name, joined, end)
    return strings.fromBytes(joined, 0, end)
  }

  function textOf(reporter: Reporter): string {
    const name = fields.text(reporter.name)
    const project = fields.text(reporter.project) ?? fields.text(slots['labels.project_id'])
    const within = project === undefined ? '' : `${project}/`
    if (name !== undefined) return `${within}${name}`
    const subnetwork = fields.text(slots['labels.subnetwork_name']) ?? fields.text(slots['labels.subnetwork_id'])
    const address = fields.text(reporter.side === 'dest' ? slots.dest_ip : slots.src_ip) ?? ''
    return subnetwork === undefined ? `${keyExporter}/${address}` : `${within}${subnetwork}/${address}`
  }

  return reporter => {
    const known = reporter === undefined ? 0 : plainId(reporter)
    if (known > 0) return known
    return strings.fromString(cutText(reporter === undefined ? keyExporter : textOf(reporter), LONGEST))
  }
}
