/** How each second implementation is asked for its rows. */
import { execFileSync, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { formatAddress, parseAddress } from '../../functions/lib/addresses.ts'
import { freePort } from '../support/aws/processes.ts'
import { ethernet, ipPacket, pcap } from '../support/capture-bytes.ts'
import type { Debian } from './install.ts'
import type { PeerRow } from './rows.ts'

/** What one reads of a group; `error`: what it said instead. */
export interface PeerReading {
  rows: PeerRow[]
  error?: string
}

/** Protocols by the names that these tools print. */
const PROTOCOLS: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  tcp: 6,
  udp: 17,
  gre: 47,
  esp: 50,
  icmp6: 58,
  sctp: 132,
}

const protocolOf = (text: string): number => PROTOCOLS[text.toLowerCase()] ?? Number(text)

const canonical = (text: string): string => {
  const address = parseAddress(text)
  return address === undefined ? text : formatAddress(address)
}

/** Asks `read.py`. */
export function readByPython(python: string, reader: string, files: readonly string[]): PeerReading {
  const script = join(import.meta.dirname, 'read.py')
  const out = execFileSync(python, [script, reader, ...files], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const lines = out.split('\n').filter(line => line !== '')
  const read = lines.map(line => JSON.parse(line) as PeerRow & { error?: string })
  const error = read.find(row => row.error !== undefined)?.error
  const rows = read
    .filter(row => row.error === undefined)
    .map(row => ({ ...row, source: canonical(row.source), destination: canonical(row.destination) }))
    .map(row => (reader === 'zat' ? withProtocol(row) : row))
  return error === undefined ? { rows } : { rows, error }
}

/** Zeek's protocols are words, and of ICMP its ports are the type and, of a request, the type of the reply. */
function withProtocol(row: PeerRow): PeerRow {
  const word = String(row.protocol)
  if (word !== 'icmp') return { ...row, protocol: protocolOf(word) }
  const { sourcePort: type = 0 } = row
  return { ...row, protocol: row.source.includes(':') ? 58 : 1, sourcePort: 0, destinationPort: type * 256 }
}

/** Asks tshark for a capture of the messages, through `read.py`. */
export function readByTshark(
  { path, env }: Debian,
  python: string,
  folder: string,
  messages: readonly Uint8Array[],
): PeerReading {
  mkdirSync(folder, { recursive: true })
  const capture = join(folder, 'messages.pcap')
  writeFileSync(capture, pcap(messages.map(payload => ethernet(ipPacket({ payload })))))
  const args = ['-r', capture, '-d', 'udp.port==2055,cflow', '-o', 'udp.check_checksum:FALSE', '-T', 'pdml']
  const pdml = join(folder, 'messages.pdml')
  writeFileSync(
    pdml,
    execFileSync(path('tshark'), args, { env, maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'ignore'] }),
  )
  return readByPython(python, 'tshark', [pdml])
}

/** Sends the messages to nfcapd on this machine, and asks nfdump for what it kept. */
export async function readByNfdump(
  { path, env }: Debian,
  folder: string,
  messages: readonly Uint8Array[],
): Promise<PeerReading> {
  mkdirSync(folder, { recursive: true })
  const port = await freePort()
  const args = ['-w', folder, '-b', '127.0.0.1', '-p', String(port), '-t', '3600']
  const collector = spawn(path('nfcapd'), args, { env, stdio: 'ignore' })
  const ended = once(collector, 'exit')
  await wait(1000)
  const socket = createSocket('udp4')
  for (const message of messages) {
    await new Promise(done => socket.send(message, port, '127.0.0.1', done))
    await wait(50)
  }
  socket.close()
  await wait(500)
  collector.kill('SIGTERM')
  await ended
  const file = readdirSync(folder).find(name => /^nfcapd\.\d+$/.test(name))
  if (file === undefined || !existsSync(join(folder, file))) return { rows: [], error: 'nothing was kept' }
  const out = execFileSync(path('nfdump'), ['-r', join(folder, file), '-N', '-o', 'csv'], { env, encoding: 'utf8' })
  return { rows: rowsOfCsv(out) }
}

/** Rows by the names of the first line, until the summary. */
function rowsOfCsv(text: string): PeerRow[] {
  const [titles = '', ...lines] = text.split('\n')
  const names = titles.split(',')
  const end = lines.indexOf('Summary')
  const cellOf = (cells: readonly string[], name: string): string => (cells[names.indexOf(name)] ?? '').trim()
  return lines
    .slice(0, end < 0 ? lines.length : end)
    .map(line => line.split(','))
    .filter(cells => cells.length >= names.length - 1 && cells.length > 10)
    .map(cells => ({
      source: canonical(cellOf(cells, 'sa')),
      destination: canonical(cellOf(cells, 'da')),
      sourcePort: Number(cellOf(cells, 'sp')),
      destinationPort: Number(cellOf(cells, 'dp')),
      protocol: protocolOf(cellOf(cells, 'pr')),
      bytes: Number(cellOf(cells, 'ibyt')),
      packets: Number(cellOf(cells, 'ipkt')),
      bytesBack: Number(cellOf(cells, 'obyt')),
      packetsBack: Number(cellOf(cells, 'opkt')),
    }))
}
