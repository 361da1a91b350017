/** The bytes of an upload, as its store gives them. */
import { type ByteRange, type ObjectHead, ObjectMissing, type ObjectStore, PreconditionFailed } from '../lib/ports.ts'
import type { UploadBody } from './normalise-upload.ts'

/** What is needed of the store that uploads lie in; a chunk of a stream holds until the next is asked for. */
export type UploadsStore = Pick<ObjectStore, 'head' | 'stream'> & {
  /** On one machine: the name of the folder that was named when the key was added. */
  folderOf?(key: string): string | undefined
}

/** What names these bytes of the key: S3's VersionId where there are versions, else the ETag. */
export const versionOf = (head: Pick<ObjectHead, 'etag' | 'versionId'>): string => head.versionId ?? head.etag

/**
 * Reading an upload's bytes by stream or by place. Throws PreconditionFailed where the key no longer holds those that the
 * head names: a receipt of other bytes under their name would stand for good.
 */
export function bodyOf(uploads: UploadsStore, of: ObjectHead): Pick<UploadBody, 'stream' | 'read' | 'folder'> {
  const open = async (range?: ByteRange) => {
    const { head, body } = await uploads.stream(of.key, range, of).catch((error: unknown) => {
      throw error instanceof ObjectMissing ? new PreconditionFailed(of.key) : error
    })
    if (versionOf(head) !== versionOf(of)) throw new PreconditionFailed(of.key)
    return body
  }
  return {
    folder: uploads.folderOf?.(of.key),
    stream: () => open(),
    async read(start, end) {
      const bytes = new Uint8Array(end - start)
      let held = 0
      for await (const chunk of await open({ start, end })) {
        bytes.set(chunk, held)
        held += chunk.length
      }
      return bytes.subarray(0, held)
    },
  }
}
