/** A few small uploads with everything that the ledger must get right: copies, an overwritten key, a late file. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

export const SMALL_NETWORKS = 'cidr,name,time_zone\n10.1.0.0/16,office,Asia/Pyongyang\n'

const HEADER =
  'version interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status tcp-flags\n'

/** VPC text of `count` answered connections on each day; `salt` makes them differ from another file's. */
export function vpcText(days: readonly string[], salt: number, count = 3): string {
  const lines = [HEADER]
  for (const day of days) {
    for (let i = 0; i < count; i++) {
      const start = Date.parse(day) / 1000 + 3600 * (i + 2) + salt
      const local = `10.1.0.${salt + i}`
      const remote = `93.184.${salt}.${i + 1}`
      lines.push(`5 eni-1 ${local} ${remote} ${40_000 + i} 443 6 10 2000 ${start} ${start + 50} ACCEPT OK 3\n`)
      lines.push(`5 eni-1 ${remote} ${local} 443 ${40_000 + i} 6 12 9000 ${start} ${start + 50} ACCEPT OK 19\n`)
    }
  }
  return lines.join('')
}

/** Writes (or overwrites) a file below a folder; `.gz` names are compressed at the level given. */
export function put(folder: string, key: string, content: string | Uint8Array, level = 6): void {
  const path = join(folder, key)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, key.endsWith('.gz') ? gzipSync(content, { level }) : content)
}

/** First deliveries: one key that holds three days, a file, a copy of it, and a re-gzipped copy. */
export function firstDelivery(folder: string): void {
  put(folder, 'a/moving.log.gz', vpcText(['2024-03-01', '2024-03-02', '2024-03-03'], 10))
  put(folder, 'a/steady.log.gz', vpcText(['2024-03-02'], 30))
  put(folder, 'b/copy.log.gz', vpcText(['2024-03-02'], 30))
  put(folder, 'b/packed-again.log.gz', vpcText(['2024-03-02'], 30), 1)
}

/** Then: the moving key holds one day. */
export const secondDelivery = (folder: string): void => put(folder, 'a/moving.log.gz', vpcText(['2024-03-01'], 20))
