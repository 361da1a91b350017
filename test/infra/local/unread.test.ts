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
