/**
 * `npm run peers`: the real files of ../shared/flowdata as other implementations read them and as ours does, compared by rows,
 * bytes and packets of each 5-tuple. Writes the table into README.md beside this file. Exits 1 where a difference is not
 * explained. Installs what it asks into a folder of its own: needs python3 with venv, and for nfdump and tshark either these
 * or Debian's apt-get and dpkg.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { netflow } from '../../functions/normalise/formats/netflow/datagrams.ts'
import { zeekConn } from '../../functions/normalise/formats/zeek/conn.ts'
import { fillSection } from '../bench/readme-section.ts'
import { flowSamples, hasFlowSamples, readSample } from '../support/flow-files.ts'
import { readWith } from '../support/recording-sink.ts'
import { explain } from './explanations.ts'
import { CONN_LOGS, EXPORTS } from './groups.ts'
import { installDebian, installPython, PYTHON_PACKAGES } from './install.ts'
import { type PeerReading, readByNfdump, readByPython, readByTshark } from './readers.ts'
import { differingTuples, ownRows, type PeerRow, type Sums, sumOf, sumOfTuple } from './rows.ts'

if (!hasFlowSamples) {
  console.error(`peers: expected real flow logs in ${flowSamples}, found none; set FLOW_SAMPLES`)
  process.exit(1)
}

interface Compared {
  group: string
  peer: string
  ours: Sums
  theirs: Sums
  /** In words, empty where both read the same. */
  difference: string
  reason: string | undefined
}

const compared: Compared[] = []

function compare(group: string, peer: string, own: readonly PeerRow[], { rows, error }: PeerReading): void {
  const tuples = differingTuples(own, rows)
  const difference = [tuples.length > 0 ? `${tuples.length} 5-tuples differ` : '', error ?? ''].filter(
    text => text !== '',
  )
  const text = difference.join('; ')
  const reason = text === '' ? undefined : explain(group, peer, text)
  compared.push({ group, peer, ours: sumOf(own), theirs: sumOf(rows), difference: text, reason })
  console.log(
    `${text === '' ? 'same' : reason === undefined ? 'UNEXPLAINED' : 'explained'}: ${group}, ${peer}: ${text}`,
  )
  if (text !== '' && reason === undefined)
    for (const tuple of tuples.slice(0, 5))
      console.log(`  ${tuple}: ${sumsText(sumOfTuple(own, tuple))} against ${sumsText(sumOfTuple(rows, tuple))}`)
}

/** zat ends at the first `#close`, and takes no second header: of files one after another the first header stays. */
function withOneHeader(bytes: Uint8Array): string {
  const lines = new TextDecoder().decode(bytes).split('\n')
  const first = lines.findIndex(line => line !== '' && !line.startsWith('#'))
  return lines.filter((line, i) => i < first || !line.startsWith('#')).join('\n')
}

const withoutIcmpCode = (row: PeerRow): PeerRow =>
  row.protocol === 1 || row.protocol === 58
    ? { ...row, destinationPort: Math.floor((row.destinationPort ?? 0) / 256) * 256 }
    : row

const sumsText = ({ rows, bytes, packets }: Sums): string =>
  [rows, bytes, packets].map(value => value.toLocaleString('en-GB')).join(' / ')

function table(): string {
  const rows = compared.map(({ group, peer, ours, theirs, difference, reason }) => {
    const said = difference === '' ? 'same' : `${difference}: ${reason ?? '**not explained**'}`
    return [group, peer, sumsText(ours), sumsText(theirs), said.replaceAll('|', '\\|')]
  })
  const head = ['read', 'by', 'ours: rows / bytes / packets', 'theirs', 'each 5-tuple']
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |\n`).join('')
}

const folder = mkdtempSync(join(tmpdir(), 'peers-'))
try {
  const python = installPython()
  const debian = installDebian()
  let count = 0
  for (const [group, paths] of Object.entries(EXPORTS)) {
    const files = paths.map(path => join(flowSamples, path))
    const messages = paths.map(readSample)
    const own = ownRows(readWith(netflow, new Uint8Array(Buffer.concat(messages))).rows)
    const place = join(folder, String(count++))
    mkdirSync(place)
    compare(group, 'nfdump', own, await readByNfdump(debian, join(place, 'nfdump'), messages))
    compare(group, 'tshark', own, readByTshark(debian, python, join(place, 'tshark'), messages))
    compare(group, `netflow ${PYTHON_PACKAGES.netflow}`, own, readByPython(python, 'netflow', files))
    if (group.startsWith('version 5'))
      compare(group, `dpkt ${PYTHON_PACKAGES.dpkt}`, own, readByPython(python, 'dpkt', files))
    if (group.startsWith('IPFIX'))
      compare(group, `ipfix ${PYTHON_PACKAGES.ipfix}`, own, readByPython(python, 'ipfix', files))
  }
  for (const path of CONN_LOGS) {
    const bytes = readSample(`zeek-conn/${path}`)
    const file = join(folder, 'conn.log')
    writeFileSync(file, withOneHeader(bytes))
    const reading = readByPython(python, 'zat', [file])
    compare(path, `zat ${PYTHON_PACKAGES.zat}`, ownRows(readWith(zeekConn, bytes).rows).map(withoutIcmpCode), reading)
  }
} finally {
  rmSync(folder, { recursive: true })
}

const unexplained = compared.filter(({ difference, reason }) => difference !== '' && reason === undefined)
if (unexplained.length === 0) {
  const readme = join(import.meta.dirname, 'README.md')
  writeFileSync(readme, fillSection(readFileSync(readme, 'utf8'), 'peers', table()))
}
console.log(`${compared.length - unexplained.length} passed, ${unexplained.length} failed`)
process.exitCode = unexplained.length === 0 ? 0 : 1
