/**
 * Contacts worked out from raw log lines alone, by the words of the specification and nothing of the product: plain
 * splits, no catalogue, UTC days, quarter-hours. Zeek's conn.log with this header, VPC text with tcp-flags.
 */

export interface RawContact {
  network: string
  /** Quarter-hour since 1970. */
  slot: number
  local: string
  remote: string
  protocol: number
  /** Of the end that did not begin. */
  port: number
  role: RawRole
}

/** In the order in which one counts where connections of a contact differ; who began is known in all of them. */
const ROLES = ['use', 'served', 'attempt_out', 'attempt_in'] as const
export type RawRole = (typeof ROLES)[number]

export interface RawRecord {
  network: string
  day: number
  startMs: number
  endMs: number
  local: string
  localPort: number
  remote: string
  remotePort: number
  protocol: number
  out: { packets: number; bytes: number }
  in: { packets: number; bytes: number }
  /** Who began by this record's own word; `undefined` says nothing. */
  began: 'local' | 'remote' | undefined
  answered: boolean | undefined
  denied: boolean
}

const DAY = 86_400_000
const SLOT = 900_000

export interface RawNetwork {
  name: string
  contains: (address: string) => boolean
}

/** Records of Zeek lines with one watched end of the network; ICMP is a contact of its own kind and left out here. */
export function zeekRecords(text: string, { name, contains }: RawNetwork): RawRecord[] {
  return text.split('\n').flatMap((line): RawRecord[] => {
    const [
      ,
      ts,
      ,
      originator,
      originatorPort,
      responder,
      responderPort,
      proto,
      ,
      duration,
      origBytes,
      respBytes,
      state,
      ,
      ,
      ,
      history,
      origPkts,
      origIp,
      respPkts,
      respIp,
    ] = line.split('\t')
    if (line.startsWith('#') || respIp === undefined || (proto !== 'tcp' && proto !== 'udp')) return []
    const fromInside = contains(originator!)
    if (fromInside === contains(responder!)) return []
    const startMs = Math.floor(Number(ts) * 1000 + 1e-4)
    const endMs = Math.floor(Number(ts) * 1000 + (duration === '-' ? 0 : Number(duration) * 1000) + 1e-4)
    const [orig, resp] = [
      { packets: Number(origPkts), bytes: Number(origIp) },
      { packets: Number(respPkts), bytes: Number(respIp) },
    ]
    const says = proto === 'udp' || /[Sh]/.test(history!)
    return [
      {
        network: name,
        day: Math.floor(startMs / DAY),
        startMs,
        endMs,
        local: fromInside ? originator! : responder!,
        localPort: Number(fromInside ? originatorPort : responderPort),
        remote: fromInside ? responder! : originator!,
        remotePort: Number(fromInside ? responderPort : originatorPort),
        protocol: proto === 'tcp' ? 6 : 17,
        out: fromInside ? orig : resp,
        in: fromInside ? resp : orig,
        began: says ? (fromInside ? 'local' : 'remote') : undefined,
        answered:
          proto === 'udp'
            ? undefined
            : Number(respBytes) > 0 || (Number(origBytes) > 0 && /^(SF|S1|S2|S3|RSTO|RSTR)$/.test(state!)),
        denied: false,
      },
    ]
  })
}

/** Records of VPC lines (default fields and tcp-flags) with one watched end of the network; without ICMP. */
export function vpcRecords(text: string, { name, contains }: RawNetwork): RawRecord[] {
  return text.split('\n').flatMap((line): RawRecord[] => {
    const [, , , source, target, sourcePort, targetPort, protocol, packets, bytes, start, end, action, status, flags] =
      line.split(' ')
    if (status !== 'OK' || (protocol !== '6' && protocol !== '17')) return []
    const outgoing = contains(source!)
    if (outgoing === contains(target!)) return []
    const counted = { packets: Number(packets), bytes: Number(bytes) }
    const none = { packets: 0, bytes: 0 }
    const [syn, ack] = [(Number(flags) & 2) !== 0, (Number(flags) & 16) !== 0]
    const [sender, other] = outgoing ? (['local', 'remote'] as const) : (['remote', 'local'] as const)
    return [
      {
        network: name,
        day: Math.floor((Number(start) * 1000) / DAY),
        startMs: Number(start) * 1000,
        endMs: Number(end) * 1000,
        local: outgoing ? source! : target!,
        localPort: Number(outgoing ? sourcePort : targetPort),
        remote: outgoing ? target! : source!,
        remotePort: Number(outgoing ? targetPort : sourcePort),
        protocol: Number(protocol),
        out: outgoing ? counted : none,
        in: outgoing ? none : counted,
        began: syn ? (ack ? other : sender) : undefined,
        answered: undefined,
        denied: action === 'REJECT',
      },
    ]
  })
}

/** Contacts that the watched end began and that were answered, each once. */
export const useContacts = (records: readonly RawRecord[]): RawContact[] =>
  contactsOf(records).filter(({ role }) => role === 'use')

/** Contacts of which it is clear who began, each once. Connections are judged per UTC day. */
export function contactsOf(records: readonly RawRecord[]): RawContact[] {
  const contacts = new Map<string, RawContact>()
  const days = records.flatMap(record => {
    const parts: RawRecord[] = []
    for (let day = record.day; day <= Math.floor(record.endMs / DAY); day++) parts.push({ ...record, day })
    return parts
  })
  const connections = Map.groupBy(days, ({ day, network, local, localPort, remote, remotePort, protocol }) =>
    [day, network, local, localPort, remote, remotePort, protocol].join(' '),
  )
  for (const own of connections.values()) {
    const role = roleOf(own)
    if (role === undefined) continue
    for (const { network, day, startMs, endMs, local, localPort, remote, remotePort, protocol } of own) {
      const port = role === 'use' || role === 'attempt_out' ? remotePort : localPort
      const first = Math.max(Math.floor(startMs / SLOT), (day * DAY) / SLOT)
      const last = Math.min(Math.floor(endMs / SLOT), ((day + 1) * DAY) / SLOT - 1)
      for (let slot = first; slot <= last; slot++) {
        const key = [slot, network, local, remote, protocol, port].join(' ')
        const known = contacts.get(key)
        if (known === undefined || ROLES.indexOf(role) < ROLES.indexOf(known.role))
          contacts.set(key, { network, slot, local, remote, protocol, port, role })
      }
    }
  }
  return [...contacts.values()]
}

/** Undefined where nobody knows who began. */
function roleOf(all: readonly RawRecord[]): RawRole | undefined {
  const accepted = all.filter(({ denied }) => !denied)
  if (accepted.length === 0) {
    const sum = (side: 'out' | 'in') => all.reduce((total, record) => total + record[side].packets, 0)
    return sum('in') === 0 ? 'attempt_out' : sum('out') === 0 ? 'attempt_in' : undefined
  }
  const began = beganBy(accepted)
  if (began === undefined) return undefined
  if (began === 'local') return isAnswered(accepted, 'out', 'in') ? 'use' : 'attempt_out'
  return isAnswered(accepted, 'in', 'out') ? 'served' : 'attempt_in'
}

type Side = 'out' | 'in'

const packetsOf = (records: readonly RawRecord[], side: Side): number =>
  records.reduce((total, record) => total + record[side].packets, 0)
const bytesOf = (records: readonly RawRecord[], side: Side): number =>
  records.reduce((total, record) => total + record[side].bytes, 0)

/** The earliest word; else who sent nothing did not begin; else the port. */
function beganBy(records: readonly RawRecord[]): RawRecord['began'] {
  const word = records.filter(({ began }) => began !== undefined).toSorted((a, b) => a.startMs - b.startMs)[0]?.began
  if (word !== undefined) return word
  if (packetsOf(records, 'out') === 0) return 'remote'
  if (packetsOf(records, 'in') === 0) return 'local'
  const [{ localPort, remotePort }] = records as [RawRecord]
  return remotePort < 32_768 === localPort < 32_768 ? undefined : remotePort < 32_768 ? 'local' : 'remote'
}

/** `from`: the side that began. */
function isAnswered(records: readonly RawRecord[], from: Side, back: Side): boolean {
  const [sent, got] = [packetsOf(records, from), packetsOf(records, back)]
  if (sent === 0 || got === 0) return false
  if (records.some(({ answered }) => answered === true)) return true
  if (records.some(({ answered }) => answered === false)) return false
  if (records[0]?.protocol === 17) return true
  if (bytesOf(records, back) > 60 * got) return true
  if (sent >= 4 && bytesOf(records, from) > 60 * sent && got >= 3) return true
  return from === 'out' && sent >= 5 && got >= 5
}
