/** Which end of a connection logged it. */
import { innerOf, textOf } from '../framing/json-fields.ts'
import type { JsonObject } from '../framing/json-values.ts'

export type Side = 'src' | 'dest'

/** The side that reported: a virtual machine, or the gateway before it. Undefined where the log does not say. */
export function sideOf(payload: JsonObject): Side | undefined {
  const reporter = textOf(payload.reporter)
  if (reporter === 'SRC' || reporter === 'SRC_GATEWAY') return 'src'
  if (reporter === 'DEST' || reporter === 'DEST_GATEWAY') return 'dest'
  return undefined
}

/**
 * Name of the exporter: `<project>/<virtual machine>`, else `<project>/<gateway>`, else (metadata can be left out) the
 * subnetwork's or the key's with the address of the side that reported. Two sides of one connection never have the same,
 * and both directions that one side reports have.
 */
export function exporterOf(entry: JsonObject, side: Side | undefined, address: string, keyExporter: string): string {
  if (side === undefined) return keyExporter
  const payload = innerOf(entry, 'jsonPayload')
  const isGateway = textOf(payload.reporter)?.endsWith('_GATEWAY') === true
  const reporting = innerOf(payload, isGateway ? `${side}_gateway` : `${side}_instance`)
  const name = textOf(isGateway ? reporting.name : reporting.vm_name)
  const labels = innerOf(innerOf(entry, 'resource'), 'labels')
  const project = textOf(reporting.project_id) ?? textOf(labels.project_id)
  const within = project === undefined ? '' : `${project}/`
  if (name !== undefined) return `${within}${name}`
  const subnetwork = textOf(labels.subnetwork_name) ?? textOf(labels.subnetwork_id)
  return subnetwork === undefined ? `${keyExporter}/${address}` : `${within}${subnetwork}/${address}`
}
