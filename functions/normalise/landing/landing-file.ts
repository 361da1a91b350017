/** One landing object as it grows on local disk: a Parquet file of `flows`, a row group at a time. */
import { closeSync } from 'node:fs'
import type { TableSchema } from '../../lib/tables/table-schema.ts'
import { openScratchFile, writeScratch } from '../scratch.ts'
import { ByteSink } from './byte-sink.ts'
import { repeatColumnChunk, writeColumnChunk } from './column-chunk.ts'
import type { ColumnSource } from './columns.ts'
import { scriptEncoders } from './encoders.ts'
import { appendFooter, appendRowGroup, type ChunkFacts, type LandingElement, layoutOf, MAGIC } from './footer.ts'
import { createThrift } from './thrift.ts'

export interface LandingFile {
  /** Appends a row group; columns by name, each of `rows` values. One that has two names is made and encoded once. */
  appendRowGroup(columns: Record<string, ColumnSource>, rows: number): void
  /** Writes the footer and closes. */
  finish(): void
  /** Closes without a footer, where it is not closed yet. */
  abandon(): void
}

/** Bytes on their way to a file stand here until they are written, whichever file it is: row groups are written one by one. */
const room = createThrift(new ByteSink())
/** And what its footer is to say of a row group. */
const facts = createThrift(new ByteSink())

/** Whether the same values are the same bytes in both columns. */
const isAlike = (a: LandingElement, b: LandingElement): boolean =>
  a.type === b.type && a.repetition_type === b.repetition_type

/** Creates the file, replacing what is there. It, and what writes, throws ScratchFull where the disk is full. */
export function createLandingFile(path: string, table: TableSchema, encoders = scriptEncoders): LandingFile {
  const descriptor = openScratchFile(path)
  const layout = layoutOf(table)
  const groups: Uint8Array[] = []
  let isOpen = true
  let written = 0
  let allRows = 0

  /** Writes to the file what the act appends; before the first, the four bytes that every Parquet file begins with. */
  const append = (act: () => void) => {
    room.sink.clear()
    if (written === 0) room.sink.appendBytes(MAGIC)
    act()
    writeScratch(descriptor, room.sink.bytes())
    written += room.sink.length
  }
  const close = () => {
    if (isOpen) closeSync(descriptor)
    isOpen = false
  }
  return {
    appendRowGroup(columns, rows) {
      append(() => {
        const known = new Map<ColumnSource, { element: LandingElement; chunk: ChunkFacts }>()
        const chunks = layout.elements.map(element => {
          const column = columns[element.name]
          if (column === undefined) throw new Error(`column ${element.name} expected, found none`)
          const same = known.get(column)
          if (same !== undefined && isAlike(same.element, element)) return repeatColumnChunk(room, written, same.chunk)
          const made = typeof column === 'function' ? column() : column
          const chunk = writeColumnChunk(room, written, element, made, rows, encoders)
          known.set(column, { element, chunk })
          return chunk
        })
        facts.sink.clear()
        appendRowGroup(facts, layout, chunks, rows)
        groups.push(facts.sink.bytes().slice())
        allRows += rows
      })
    },
    finish() {
      append(() => appendFooter(room, layout, groups, allRows))
      close()
    },
    abandon() {
      close()
    },
  }
}
