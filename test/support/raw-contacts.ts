/**
 * Use contacts worked out from raw log lines alone, by the words of the specification and nothing of the product: plain
 * splits, no catalogue, UTC days, quarter-hours. Zeek's conn.log with this header, VPC text with tcp-flags.
 */

export interface RawContact {
  network: string
  /** Quarter-hour since 1970. */
  slot: number
  remote: string
  protocol: number
  port: number
}

interface RawRecord {
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
        denied: state === 'REJ',
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

/** Contacts that the watched end began and that were answered, each once. Connections are judged per UTC day. */
export function useContacts(records: readonly RawRecord[]): RawContact[] {
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
    if (!isUse(own.filter(({ denied }) => !denied))) continue
    for (const { network, day, startMs, endMs, local, remote, remotePort, protocol } of own) {
      const first = Math.max(Math.floor(startMs / SLOT), (day * DAY) / SLOT)
      const last = Math.min(Math.floor(endMs / SLOT), ((day + 1) * DAY) / SLOT - 1)
      for (let slot = first; slot <= last; slot++)
        contacts.set([slot, network, local, remote, protocol, remotePort].join(' '), {
          network,
          slot,
          remote,
          protocol,
          port: remotePort,
        })
    }
  }
  return [...contacts.values()]
}

function isUse(accepted: readonly RawRecord[]): boolean {
  if (accepted.length === 0) return false
  const sum = (side: 'out' | 'in', of: 'packets' | 'bytes') =>
    accepted.reduce((total, record) => total + record[side][of], 0)
  const [sent, got] = [sum('out', 'packets'), sum('in', 'packets')]
  if (sent === 0 || got === 0) return false
  const word = accepted.filter(({ began }) => began !== undefined).toSorted((a, b) => a.startMs - b.startMs)[0]?.began
  const [{ localPort, remotePort, protocol }] = accepted as [RawRecord]
  const byPort = remotePort < 32_768 === localPort < 32_768 ? undefined : remotePort < 32_768 ? 'local' : 'remote'
  if ((word ?? byPort) !== 'local') return false
  if (accepted.some(({ answered }) => answered === true)) return true
  if (accepted.some(({ answered }) => answered === false)) return false
  if (protocol === 17) return true
  const [bytesOut, bytesIn] = [sum('out', 'bytes'), sum('in', 'bytes')]
  return bytesIn > 60 * got || (sent >= 4 && bytesOut > 60 * sent && got >= 3) || (sent >= 5 && got >= 5)
}
