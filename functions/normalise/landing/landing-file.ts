/** One landing object as it grows on local disk: a Parquet file of `flows`, a row group at a time. */
import { closeSync } from 'node:fs'
import type { SchemaElement } from 'hyparquet'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import type { ColumnType, TableSchema } from '../../lib/tables/table-schema.ts'
import { openScratchFile, writeScratch } from '../scratch.ts'
import { writeColumnChunk } from './column-chunk.ts'
import type { ColumnData } from './columns.ts'
import { scriptEncoders } from './encoders.ts'

export interface LandingFile {
  /** Appends a row group; columns by name, each of `rows` values. */
  appendRowGroup(columns: Record<string, ColumnData>, rows: number): void
  /** Writes the footer and closes. */
  finish(): void
  /** Closes without a footer, where it is not closed yet. */
  abandon(): void
}

const PARQUET_TYPES: Record<ColumnType, Pick<SchemaElement, 'type' | 'converted_type'>> = {
  varchar: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  int: { type: 'INT32' },
  bigint: { type: 'INT64' },
  timestamp: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
}

/** Schema elements of a table's data columns: timestamps as TIMESTAMP_MILLIS in UTC, no unsigned integers. */
export function parquetSchema(table: TableSchema): SchemaElement[] {
  const leaves = table.columns.map((column): SchemaElement => {
    const base = { name: column.name, repetition_type: column.nullable ? ('OPTIONAL' as const) : ('REQUIRED' as const) }
    return { ...base, ...PARQUET_TYPES[column.type] }
  })
  return [{ name: 'schema', num_children: leaves.length }, ...leaves]
}

/** Bytes on their way to a file stand here until they are written, whichever file it is: row groups are written one by one. */
let room = new ArrayBuffer(1 << 16)
const nothing = new ArrayBuffer(0)

function useRoom(writer: ByteWriter, buffer: ArrayBuffer): void {
  writer.buffer = buffer
  writer.view = new DataView(buffer)
  writer.index = 0
}

/** Creates the file, replacing what is there. It, and what writes, throws ScratchFull where the disk is full. */
export function createLandingFile(path: string, table: TableSchema, encoders = scriptEncoders): LandingFile {
  const descriptor = openScratchFile(path)
  let isOpen = true
  const writer = new ByteWriter(4)
  const schema = parquetSchema(table)
  const parquet = new ParquetWriter({ writer, schema, codec: 'ZSTD', createdBy: 'flowcensus' })

  /** Writes to the file what the act appends; before the first, the four bytes that every Parquet file begins with. */
  const append = (act: () => void) => {
    writeScratch(descriptor, writer.getBytes())
    useRoom(writer, room)
    act()
    writeScratch(descriptor, writer.getBytes())
    room = writer.buffer
    useRoom(writer, nothing)
  }
  const close = () => {
    if (isOpen) closeSync(descriptor)
    isOpen = false
  }
  return {
    appendRowGroup(columns, rows) {
      append(() => {
        const begin = writer.offset
        const chunks = schema.slice(1).map(element => {
          const column = columns[element.name]
          if (column === undefined) throw new Error(`column ${element.name} expected, found none`)
          return writeColumnChunk(writer, element, column, rows, encoders)
        })
        let uncompressed = 0n
        for (const chunk of chunks) uncompressed += chunk.meta_data?.total_uncompressed_size ?? 0n
        parquet.row_groups.push({
          columns: chunks,
          total_byte_size: uncompressed,
          num_rows: BigInt(rows),
          total_compressed_size: BigInt(writer.offset - begin),
        })
        parquet.num_rows += BigInt(rows)
      })
    },
    finish() {
      append(() => parquet.finish())
      close()
    },
    abandon() {
      close()
    },
  }
}
