/** What is said of uploads that nothing was read of. */
import { describe, expect, it } from 'vitest'
import type { Receipt } from '../../../functions/lib/receipt.ts'
import { refusedReceipt } from '../../../functions/normalise/normalise-upload.ts'
import { nothingToReport } from '../../../infra/local/last-lines.ts'
import { receiptSummary, sumReceipts } from '../../../infra/local/receipt-sums.ts'
import type { StandingUpload } from '../../../infra/local/standings.ts'

const LAKE = '.lake'

function unread(key: string, standing: 'other' | 'refused', refusal: string): StandingUpload {
  const upload = { bucket: 'uploads', key, version: '1', size: 1, receivedMs: 0 }
  const receipt: Receipt = { ...refusedReceipt(upload, key, 'build', 'reference', refusal), status: standing }
  return { receipt, standing, insteadOf: null }
}

const log = (path: string, key: string) =>
  unread(key, 'other', `a log ${path} of Zeek: it holds no flows, nothing is read of it`)

describe('logs without flows', () => {
  const uploads = [
    ...Array.from({ length: 12 }, (_, i) => log('dns', `day/dns.${i}.log`)),
    log('ssl', 'day/ssl.log'),
    log('ssl', 'day/ssl.1.log'),
    unread('day/conn_long.log', 'refused', "expected Zeek's conn log, found conn_long alone"),
    ...[17, 18, 19].map(packets =>
      unread(`day/${packets}.pcap`, 'refused', `expected exports, found ${packets} packets`),
    ),
  ]

  it('are one line, by kind, in the sums', () => {
    const lines = receiptSummary(sumReceipts(uploads), LAKE).filter(line => line.includes('other files'))
    expect(lines).toEqual([
      expect.stringMatching(
        /^14 uploads of other files, which hold no flows: a log dns of Zeek \(12\), a log ssl of Zeek \(2\) \(npm run/,
      ),
    ])
  })

  it('are one line a kind where there is nothing to report', () => {
    expect(nothingToReport(uploads, sumReceipts(uploads), LAKE).split('\n  ').slice(1)).toEqual([
      'day/dns.0.log: a log dns of Zeek: it holds no flows, nothing is read of it; 11 more of this kind',
      'day/ssl.log: a log ssl of Zeek: it holds no flows, nothing is read of it; 1 more of this kind',
      "day/conn_long.log: expected Zeek's conn log, found conn_long alone",
      'day/17.pcap: expected exports, found 17 packets; 2 more of this kind',
    ])
  })

  it('of many kinds are named to a bound, without what a terminal would obey', () => {
    const many = Array.from({ length: 30 }, (_, i) => log(`kind${i}\x1b`, `day/${i}.log`))
    const [line = ''] = receiptSummary(sumReceipts(many), LAKE).filter(text => text.includes('other files'))
    expect(line).toContain('and 22 other kinds')
    expect(line).not.toContain('\x1b')
    expect(nothingToReport(many, sumReceipts(many), LAKE)).toContain('20 more')
  })
})

describe('warnings of logs that are read', () => {
  const read = (key: string, ...warnings: string[]): StandingUpload => {
    const { receipt } = unread(key, 'refused', '')
    return {
      receipt: { ...receipt, status: 'ok', refusal: null, contentBytes: 1, warnings },
      standing: 'counts',
      insteadOf: null,
    }
  }
  const told = (uploads: StandingUpload[]) =>
    receiptSummary(sumReceipts(uploads), LAKE).filter(line => line.startsWith('to know: '))

  it('are one line a kind, with the first file and how many more', () => {
    const uploads = [
      read('a/1.log.gz', 'gzip: found the end near byte 100; the 70 bytes before it are kept'),
      read('a/2.log.gz', 'gzip: found the end near byte 2000; the 900 bytes before it are kept', 'times have no zone'),
      read('a/3.log'),
    ]
    expect(told(uploads)).toEqual([
      'to know: a/1.log.gz: gzip: found the end near byte 100; the 70 bytes before it are kept; 1 more of this kind',
      'to know: a/2.log.gz: times have no zone',
    ])
  })

  it('of many kinds are told to a bound, without what a terminal would obey', () => {
    const lines = told(Array.from({ length: 9 }, (_, i) => read('k\x1b', `kind ${'x'.repeat(i + 1)}`)))
    expect(lines).toHaveLength(6)
    expect(lines.at(-1)).toMatch(/^to know: warnings of 4 more kinds \(npm run receipts/)
    expect(lines.join()).not.toContain('\x1b')
  })

  it('of what does not count, and of empty files, are not told', () => {
    const { receipt } = read('gone.log', 'times have no zone')
    const empty = read('empty.log', 'the file is empty')
    expect(
      told([
        { receipt, standing: 'removed', insteadOf: null },
        { ...empty, receipt: { ...empty.receipt, contentBytes: 0 } },
      ]),
    ).toEqual([])
  })
})
