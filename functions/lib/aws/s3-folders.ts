/** A bucket looked at folder by folder: what a listing by prefix alone cannot do is to step over a folder unseen. */
import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3'
import type { ObjectHead } from '../ports.ts'
import { checkedPrefix, decodedKey } from './s3-keys.ts'

export interface FolderPage {
  /** Objects directly below the prefix; of a flat page all below it. Without versions: S3 does not say them. */
  objects: ObjectHead[]
  /** Prefixes of folders directly below, each with its slash; none of a flat page. */
  folders: string[]
  /** Where the next page begins: its `after`; undefined at the end. */
  next?: string
}

export interface Folders {
  /** At most 1,000 objects and folders in order, behind `after` where it is given. */
  page(prefix: string, flat: boolean, after?: string): Promise<FolderPage>
}

/** Sorts behind every key of a folder: the last character there is. */
const BEHIND = '\u{10ffff}'

export function createS3Folders({ client, bucket }: { client: S3Client; bucket: string }): Folders {
  return {
    async page(prefix, flat, after) {
      const answer = await client.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: checkedPrefix(prefix),
          StartAfter: after,
          EncodingType: 'url',
          ...(flat ? {} : { Delimiter: '/' }),
        }),
      )
      const objects: ObjectHead[] = []
      for (const { Key, ETag, Size = 0, LastModified } of answer.Contents ?? [])
        if (Key !== undefined && ETag !== undefined)
          objects.push({ key: decodedKey(Key), etag: ETag, size: Size, modifiedMs: LastModified?.getTime() ?? 0 })
      const folders: string[] = []
      for (const { Prefix } of answer.CommonPrefixes ?? []) if (Prefix !== undefined) folders.push(decodedKey(Prefix))
      if (answer.IsTruncated !== true) return { objects, folders }
      return { objects, folders, next: lastOf(objects.at(-1)?.key ?? '', folders.at(-1) ?? '') }
    },
  }
}

/** The later of the two in S3's order, that of UTF-8; behind all of its keys, where it is a folder. */
const lastOf = (key: string, folder: string): string =>
  Buffer.compare(Buffer.from(key), Buffer.from(folder)) > 0 ? key : `${folder}${BEHIND}`
