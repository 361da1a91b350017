/** A row of deleted.csv in words. */
import type { DeletionRow } from '../../functions/lib/reference/deletions.ts'

/** `records of 192.0.2.7/32 of the source uni from 2024-03-01 to 2024-03-31, asked 2024-04-02: her wish`. */
export function deletionText({ source, cidr, from, to, asked, note }: DeletionRow): string {
  const parts = [
    cidr === '' ? 'records' : `records of ${cidr}`,
    source === '' ? '' : `of the source ${source}`,
    from === '' ? '' : `from ${from}`,
    to === '' ? '' : `to ${to}`,
  ]
  return `${parts.filter(part => part !== '').join(' ')}, asked ${asked}${note === '' ? '' : `: ${note}`}`
}
