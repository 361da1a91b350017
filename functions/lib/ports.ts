/**
 * The ports: everything the product needs from the outside world. `lib/local` implements them on a folder and DuckDB,
 * `lib/aws` on S3, Athena and Glue; one contract test suite per port runs on every implementation.
 */
import type { TableSchema } from './tables/table-schema.ts'

/** What names the bytes of an object. `etag` is for conditional writes; opaque. */
export interface WrittenObject {
  key: string
  size: number
  etag: string
  /** S3's VersionId where the store has versions. */
  versionId?: string
}

/** What a store knows of an object that is there. */
export interface ObjectHead extends WrittenObject {
  /** When these bytes were written, epoch ms; only for ages. */
  modifiedMs: number
}

/** At most one of the two: `ifNoneMatch` writes only where no object is, `ifMatch` only over exactly that etag. */
export interface WriteCondition {
  ifNoneMatch?: '*'
  ifMatch?: string
}

/** Half-open byte range [start, end). */
export interface ByteRange {
  start: number
  end: number
}

/** A flat namespace of objects: keys are `/`-separated UTF-8, at most 1,024 bytes, without `.` or `..` parts. */
export interface ObjectStore {
  /** The object's head, or undefined where there is none. */
  head(key: string): Promise<ObjectHead | undefined>
  /** The whole object, or undefined where there is none. For small objects: the ledger, reference data. */
  get(key: string): Promise<{ head: ObjectHead; bytes: Uint8Array } | undefined>
  /**
   * The object's bytes in order, without holding them; throws ObjectMissing. The body is read to its end or given up by
   * leaving the loop. Throws PreconditionFailed, at the latest while the body is read, where other bytes took the place
   * of those that the head names; with `of`, of those that this head names.
   */
  stream(
    key: string,
    range?: ByteRange,
    of?: WrittenObject,
  ): Promise<{ head: ObjectHead; body: AsyncIterable<Uint8Array> }>
  /** Writes the whole object at once, visible to others all or not at all. Throws PreconditionFailed. */
  put(key: string, bytes: Uint8Array | string, condition?: WriteCondition): Promise<WrittenObject>
  /** The same from a local file, streamed or moved: it may be gone afterwards. */
  putFile(key: string, path: string): Promise<WrittenObject>
  /** Heads below a prefix (a plain string prefix, as in S3), in ascending order of key (by UTF-8 bytes, as S3 has it). */
  list(prefix: string): AsyncIterable<ObjectHead>
  /** Deletes; a key that is not there is no error. */
  delete(keys: readonly string[]): Promise<void>
}

/** A conditional write lost against another writer: read again, decide again. */
export class PreconditionFailed extends Error {
  override name = 'PreconditionFailed'
  readonly key: string
  constructor(key: string) {
    super(`object ${key} changed since it was read`)
    this.key = key
  }
}

/** The object asked for is not there. */
export class ObjectMissing extends Error {
  override name = 'ObjectMissing'
  readonly key: string
  constructor(key: string) {
    super(`object ${key} expected, found none`)
    this.key = key
  }
}

/** A parameter of a query: bound to `?` in order, as a literal of its type (text, or a whole number). */
export type SqlParameter = string | number | bigint

/**
 * Queries return whole numbers and text only. Whole numbers are a `number` as far as that is exact (below 2^53), a `bigint`
 * beyond: never rounded.
 */
export type SqlValue = string | number | bigint | null

export interface QueryResult {
  columns: string[]
  rows: SqlValue[][]
}

/** A file that a materialisation wrote. */
export interface WrittenFile {
  key: string
  rows: number
  bytes: number
}

/**
 * Runs portable SQL over the tables of the lake: the published ones through the catalogue's partitions, and the
 * unpublished ones by their place (`landing`, `inputs_*` and `<table>_runs`, partitioned by dt and run).
 */
export interface QueryEngine {
  /** Throws QueryFailed. */
  select(sql: string, parameters?: readonly SqlParameter[]): Promise<QueryResult>
  /**
   * Writes a select's rows as Parquet (zstd) below `prefix` of the lake, which must be empty (a half-written attempt
   * stays where it is: take a new prefix), with exactly the columns of `table` less its partition columns.
   */
  materialise(
    sql: string,
    parameters: readonly SqlParameter[],
    table: TableSchema,
    prefix: string,
  ): Promise<WrittenFile[]>
}

/** The engine refused or failed the query; the message says what the engine said. */
export class QueryFailed extends Error {
  override name = 'QueryFailed'
}

/** A partition of a published table: the day and where its files lie (a key prefix of the lake, with closing slash). */
export interface PartitionLocation {
  dt: string
  location: string
}

/** Which files a published table consists of. */
export interface Catalogue {
  /** Creates the partition or moves it. Idempotent. */
  point(table: string, dt: string, location: string): Promise<void>
  /** Where the partition lies, or undefined. */
  locate(table: string, dt: string): Promise<string | undefined>
  /** All partitions in order of dt. */
  list(table: string): Promise<PartitionLocation[]>
  /** Removes the partition; one that is not there is no error. */
  remove(table: string, dt: string): Promise<void>
}

/** Milliseconds since 1970-01-01T00:00Z. Only for ages and deadlines; never in an output that inputs determine. */
export interface Clock {
  nowMs(): number
}
