import type { RecordSink, StreamFormat, StreamReader, UploadContext } from '../format.ts'
import { cutText } from '../framing/cut-text.ts'
import { textOf } from '../framing/json-fields.ts'
import { readJsonStream } from '../framing/json-stream.ts'
import { inRecord, type Places, planOf } from './places.ts'
import { type TupleFields, tupleRecords } from './tuples.ts'

/** What parts the two kinds of flow log of Azure. */
interface Kind {
  name: string
  title: string
  places: Places
  /** Places of the resource that is logged and of the network card, most telling first. */
  resources: readonly string[]
  cards: readonly string[]
  /** The fields of tuples of as many fields. */
  fieldsOf(count: number): TupleFields
}

const nsgProtocol = (text: string): number | undefined => (text === 'T' ? 6 : text === 'U' ? 17 : undefined)
const COUNTERS = ['packets sent', 'bytes sent', 'packets received', 'bytes received']
const ENDS = ['time', 'source address', 'destination address', 'source port', 'destination port']
const nsgBefore = { timeUnitMs: 1000, protocolOf: nsgProtocol, decision: 7 }
const nsg1: TupleFields = {
  ...nsgBefore,
  names: [...ENDS, 'protocol', 'direction', 'decision'],
  state: -1,
  counters: -1,
}
const nsg2: TupleFields = {
  ...nsgBefore,
  names: [...ENDS, 'protocol', 'direction', 'decision', 'state', ...COUNTERS],
  state: 8,
  counters: 9,
}
const vnet: TupleFields = {
  names: [...ENDS, 'protocol', 'direction', 'state', 'encryption', ...COUNTERS],
  timeUnitMs: 1,
  protocolOf: text => (/^\d{1,3}$/.test(text) && Number(text) <= 255 ? Number(text) : undefined),
  state: 7,
  decision: -1,
  counters: 9,
}

/**
 * Flow logs of network security groups, versions 1 and 2.
 * https://learn.microsoft.com/azure/network-watcher/nsg-flow-logs-overview
 */
export const azureNsg: StreamFormat = formatOf({
  name: 'azure-nsg',
  title: 'Azure NSG flow logs',
  places: {
    tuples: 'properties.flows.*.flows.*.flowTuples.*',
    kept: new Set(['resourceId', 'macAddress', 'properties.flows.*.flows.*.mac']),
  },
  resources: ['resourceId'],
  cards: ['properties.flows.*.flows.*.mac', 'macAddress'],
  fieldsOf: count => (count === nsg1.names.length ? nsg1 : nsg2),
})

/**
 * Flow logs of virtual networks.
 * https://learn.microsoft.com/azure/network-watcher/vnet-flow-logs-overview
 */
export const azureVnet: StreamFormat = formatOf({
  name: 'azure-vnet',
  title: 'Azure VNet flow logs',
  places: {
    tuples: 'flowRecords.flows.*.flowGroups.*.flowTuples.*',
    kept: new Set(['targetResourceID', 'flowLogResourceID', 'macAddress']),
  },
  resources: ['targetResourceID', 'flowLogResourceID'],
  cards: ['macAddress'],
  fieldsOf: () => vnet,
})

function formatOf(kind: Kind): StreamFormat {
  return {
    name: kind.name,
    title: kind.title,
    heartbeat: false,
    directions: 2,
    unit: 'tuple',
    access: 'stream',
    recognise: (head, complete) => recognise(kind, head, complete),
    open: (sink, context) => openBlob(kind, sink, context),
  }
}

function openBlob(kind: Kind, sink: RecordSink, context: UploadContext): StreamReader {
  const { draft, strings } = sink
  const read = tupleRecords(sink)
  /** What stands around the tuples under way, by place. */
  const around = new Map<string, string>()
  let exporter: string | undefined

  function exporterOf(): string {
    const first = (places: readonly string[]) =>
      places.flatMap(place => textOf(around.get(place)) ?? []).find(text => text !== '')
    const resource = first(kind.resources)
    const names = [resource?.slice(resource.lastIndexOf('/') + 1).toLowerCase(), first(kind.cards)?.toUpperCase()]
    const known = names.filter(name => name !== undefined)
    return known.length === 0 ? context.keyExporter : cutText(known.join('/'), 253)
  }

  return readJsonStream(sink, {
    planOf: path => planOf(kind.places, path),
    onKept(path, value) {
      const text = textOf(value)
      if (text === undefined) return
      around.set(inRecord(path).join('.'), text)
      exporter = undefined
    },
    onUnit(_, value) {
      if (typeof value !== 'string') {
        sink.reject('bad_json', '', 'a tuple that is no text')
        return
      }
      const fields = value.split(',')
      exporter ??= exporterOf()
      if (!read(fields, kind.fieldsOf(fields.length), exporter)) return
      draft.exporter = strings.fromString(exporter)
      sink.record()
    },
    onLeave(path) {
      // What a record says of itself is not said of the next one.
      if (inRecord(path).length > 0) return
      around.clear()
      exporter = undefined
    },
  })
}

/** Recognises by the first tuple. */
function recognise(kind: Kind, head: Uint8Array, complete: boolean): boolean {
  let found = false
  const ignore = () => {}
  const reader = readJsonStream(
    { frame: ignore, reject: ignore, skip: ignore },
    {
      planOf: path => (found ? 'pass' : planOf(kind.places, path)),
      onKept: ignore,
      onUnit: (_, value) => {
        found ||= typeof value === 'string'
      },
    },
  )
  reader.push(head)
  if (complete) reader.end()
  return found
}
