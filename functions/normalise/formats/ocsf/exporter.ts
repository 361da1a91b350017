/** What an OCSF event was made of, and by whom. */
import { innerOf, textOf } from '../framing/json-fields.ts'
import { isJsonObject, type JsonObject } from '../framing/json-values.ts'

/** Longest name that is kept. */
export const LONGEST_NAME = 253

/** A text that is a word: mappings keep the `-` of the log that they were given. */
export function wordOf(value: unknown): string | undefined {
  const text = textOf(value)
  return text === '-' ? undefined : text
}

const productOf = (event: JsonObject): string | undefined =>
  textOf(innerOf(innerOf(event, 'metadata'), 'product').name)?.toLowerCase()

/** Whether the event is a record of a VPC flow log (Security Lake: product `Amazon VPC`, feature `Flowlogs`). */
export const isVpc = (event: JsonObject): boolean => productOf(event) === 'amazon vpc'

export const isZeek = (event: JsonObject): boolean => productOf(event) === 'zeek'

/**
 * What logged the event: of VPC its interface and the folder (two flow logs of one interface are two exporters), of others
 * the first logger's name or the device; else the folder.
 */
export function exporterOf(event: JsonObject, keyExporter: string): string {
  if (isVpc(event)) {
    const interfaceId =
      wordOf(innerOf(event, 'dst_endpoint').interface_uid) ?? wordOf(innerOf(event, 'src_endpoint').interface_uid)
    return interfaceId === undefined ? keyExporter : `${interfaceId}@${keyExporter}`
  }
  const { loggers } = innerOf(event, 'metadata')
  const first: unknown = Array.isArray(loggers) ? loggers[0] : undefined
  const logger = isJsonObject(first) ? wordOf(first.name) : undefined
  const device = innerOf(event, 'device')
  return logger ?? wordOf(device.hostname) ?? wordOf(device.uid) ?? keyExporter
}
