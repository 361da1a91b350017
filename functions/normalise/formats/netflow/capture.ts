import { crc32 } from 'node:zlib'
import { emptyAddress, formatAddress, readIpv4, readIpv6 } from '../../../lib/addresses.ts'
import type { RecordSink, StreamFormat, StreamReader, UploadContext } from '../format.ts'
import { boundedMap } from '../framing/bounded-map.ts'
import { readPieces } from '../framing/pieces.ts'
import { createCaptureReader, isCapture } from './captures.ts'
import { createMessageFramer } from './message-framer.ts'
import { createMessages, type Sender } from './messages.ts'
import { emptyDatagram, findDatagram, isKnownLink } from './packet.ts'
import { isExport, mayBeExport, otherExport, refusalOf } from './recognised-datagrams.ts'

/** Exporters that are remembered at a time. */
const SENDERS = 16_384
/** Exporters whose last message is remembered, so that a copy to a second collector is known. */
const LAST_MESSAGES = 1024
/** Bytes of a message without its header, which copies may have each of their own. */
const BODY_FROM = 20

/**
 * Captures, pcap and pcapng, of the traffic from exporters to collectors: NetFlow v5, v9 and IPFIX in UDP over IPv4 and
 * IPv6, over Ethernet (with VLAN tags), Linux cooked, raw and loopback links, on any port. The order of a capture is that in
 * which templates, options and data came. Templates belong to the exporter's address (v9: RFC 3954, section 5.1; IPFIX: with
 * its port, RFC 7011, section 8) and domain.
 *
 * A datagram of which a part is missing, for want of captured bytes or in other fragments, is read as far as it goes; the
 * rest is one unit, `cut_datagram`. Packets that carry no export are skipped as `packet`; a capture without any export is
 * refused with what makes flows of it.
 */
export const netflowCapture: StreamFormat = {
  name: 'netflow-capture',
  title: 'NetFlow v5, v9 and IPFIX (pcap and pcapng)',
  heartbeat: false,
  directions: 1,
  unit: 'record',
  access: 'stream',
  recognise: head => isCapture(Buffer.from(head.buffer, head.byteOffset, head.byteLength)),
  open: openCapture,
}

function openCapture(sink: RecordSink, context: UploadContext): StreamReader {
  const nobody: Sender = { key: '', exporter: context.keyExporter, isUdp: true }
  const messages = createMessages(sink, context, nobody)
  const framer = createMessageFramer(messages)
  const datagram = emptyDatagram()
  const address = emptyAddress()
  const senders = boundedMap<string, Sender & { port: number }>(SENDERS)
  const lastOf = boundedMap<string, { to: string; checksum: number; bytes: number }>(LAST_MESSAGES)
  const others = new Set<string>()
  const unknownLinks = new Set<number>()
  let packets = 0
  let exports = 0

  function onPacket(link: number, bytes: Buffer, start: number, end: number): void {
    packets++
    if (!isKnownLink(link)) {
      unknownLinks.add(link)
      messages.skip('packet')
      return
    }
    if (!findDatagram(link, bytes, start, end, datagram) || !takeDatagram(bytes)) messages.skip('packet')
  }

  /** False where it is no export. */
  function takeDatagram(bytes: Buffer): boolean {
    const { start, end, missing, isFragment } = datagram
    const other = otherExport(bytes, start, end)
    if (other !== undefined) {
      others.add(other)
      messages.skip(other)
      return true
    }
    const version = end - start >= 2 ? bytes.readUInt16BE(start) : 0
    if (version !== 5 && version !== 9 && version !== 10) return false
    const key = senderKey(bytes, version)
    const known = senders.get(key)
    const isSure = missing === 0 ? isExport(bytes, start, end) : mayBeExport(bytes, start, end)
    // Of an exporter that is known, to its collector's port, what is no message is said to be none.
    if (!isSure && known?.port !== datagram.destinationPort) return false
    exports++
    const sender = known ?? senderOf(key, bytes)
    sender.port = datagram.destinationPort
    if (isCopy(key, bytes)) {
      messages.skip('copy to another collector')
      return true
    }
    messages.sender = sender
    takeMessage(bytes, start, end, isFragment)
    return true
  }

  function takeMessage(bytes: Buffer, start: number, end: number, isFragment: boolean): void {
    const { missing } = datagram
    if (isFragment) {
      messages.refuse(
        'cut_datagram',
        `a fragment, without what follows its ${end - start} bytes`,
        bytes,
        start,
        start + 16,
      )
      return
    }
    let at = start
    while (at < end) {
      const taken = framer.take(bytes, at, end)
      if (taken === 0) break
      at += taken
    }
    framer.end('cut_datagram', bytes, Math.min(at, end), end, missing)
  }

  /** By address; of IPFIX, whose templates are those of a session, by port too. */
  function senderKey(bytes: Buffer, version: number): string {
    const { source, addressBytes, sourcePort } = datagram
    const from = bytes.toString('latin1', source, source + addressBytes)
    return version === 10 ? `${from}:${sourcePort}` : from
  }

  function senderOf(key: string, bytes: Buffer): Sender & { port: number } {
    if (datagram.addressBytes === 4) readIpv4(bytes, datagram.source, address)
    else readIpv6(bytes, datagram.source, address)
    const made = { key, exporter: `${context.keyExporter}/${formatAddress(address)}`, isUdp: true, port: 0 }
    senders.set(key, made)
    return made
  }

  /** The same message as the last of its exporter, to another collector. */
  function isCopy(key: string, bytes: Buffer): boolean {
    const { destination, destinationPort, addressBytes, start, end } = datagram
    const to = `${bytes.toString('latin1', destination, destination + addressBytes)}:${destinationPort}`
    const checksum = crc32(bytes.subarray(Math.min(end, start + BODY_FROM), end))
    const last = lastOf.get(key)
    if (last !== undefined && last.to !== to && last.checksum === checksum && last.bytes === end - start) return true
    lastOf.set(key, { to, checksum, bytes: end - start })
    return false
  }

  const take = createCaptureReader({
    onPacket,
    onDamage: found => messages.refuse('bad_datagram', found, Buffer.alloc(0), 0, 0),
  })
  const pieces = readPieces(take)
  return {
    push: chunk => pieces.push(chunk),
    end(cut = false) {
      const rest = Buffer.from(pieces.rest())
      if (rest.length > 0) {
        const found = `${rest.length} bytes of a packet that is not whole`
        messages.refuse(cut ? 'cut_off' : 'cut_datagram', found, rest, 0, rest.length)
      }
      messages.finish()
      if (exports === 0) sink.refuse(refusalOf(packets, others, unknownLinks))
    },
    get framed() {
      return messages.framed
    },
    get directions() {
      return messages.directions
    },
  }
}
