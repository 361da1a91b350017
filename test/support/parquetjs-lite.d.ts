/** The parts of parquetjs-lite that tests and the benchmark use; it comes without types. */
declare module 'parquetjs-lite' {
  export interface FieldDefinition {
    type: string
    optional?: boolean
    compression?: string
  }
  export class ParquetSchema {
    constructor(fields: Record<string, FieldDefinition>)
  }
  export class ParquetWriter {
    static openFile(schema: ParquetSchema, path: string, options?: object): Promise<ParquetWriter>
    setRowGroupSize(rows: number): void
    appendRow(row: Record<string, unknown>): Promise<void>
    close(): Promise<void>
  }
  const parquetjs: { ParquetSchema: typeof ParquetSchema; ParquetWriter: typeof ParquetWriter }
  export default parquetjs
}
