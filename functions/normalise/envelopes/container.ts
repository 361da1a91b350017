/** What stands around many lines at once: documents, tables. It is taken off as envelopes around single lines are. */
import type { UnitSink } from '../formats/format.ts'
import type { LineBatch } from './line-batch.ts'

export interface Container {
  /** As a receipt names it, behind what is inside: `a log dns of Zeek in events of CloudWatch Logs`. */
  name: string
  open(lines: LineBatch, sink: UnitSink): ContainerReader
}

/**
 * Puts the lines that it finds into a batch, in their order; it frames, refuses and skips by the sink what holds none.
 * Splitting the bytes differently changes nothing.
 */
export interface ContainerReader {
  push(chunk: Uint8Array): void
  /** No more bytes; `cut` as of `StreamReader`. */
  end(cut: boolean): void
}
