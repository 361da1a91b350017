/** What a decompressing stream of zlib gives, taken between the writes to it. */

import type { Transform } from 'node:stream'
import type { Zlib } from 'node:zlib'
import { giveBack } from '../give-back.ts'

export interface ZlibOutput {
  readonly failure: string | undefined
  readonly ended: boolean
  /** What came out since the last call. Each chunk holds until the next is asked for. */
  take(): Iterable<Uint8Array>
  /** Resolves when the act is done, or the stream has ended or failed. */
  settled(act: (done: () => void) => void): Promise<void>
}

/** Listens to all that a stream says; listening keeps it flowing. */
export function watchOutput(stream: Transform & Zlib): ZlibOutput {
  let ready: Uint8Array[] = []
  let failure: string | undefined
  let ended = false
  let wake = () => {}
  stream.on('data', (chunk: Uint8Array) => ready.push(chunk))
  stream.on('error', error => {
    failure = error.message
    wake()
  })
  stream.on('end', () => {
    ended = true
    wake()
  })
  return {
    get failure() {
      return failure
    },
    get ended() {
      return ended
    },
    *take() {
      const taken = ready
      ready = []
      for (const chunk of taken) {
        yield chunk
        // A collection of garbage for each few of them costs a twelfth of the time of a gzip upload.
        giveBack(chunk)
      }
    },
    settled: act =>
      new Promise<void>(resolve => {
        wake = resolve
        if (failure === undefined && !ended) act(resolve)
        else resolve()
      }),
  }
}
