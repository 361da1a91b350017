/**
 * What Athena does in its caller's name before and after a query, done with the caller's own keys: S3 and Glue refuse
 * here what they would refuse there. The query itself runs in Trino with root's keys, so the reach of each table is
 * tried, not each object: its folder is listed and one object of the first and last place read.
 */
import {
  EntityNotFoundException,
  GetPartitionsCommand,
  GetTableCommand,
  type Partition,
  type Table,
} from '@aws-sdk/client-glue'
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { StatementError } from './athena-sql.ts'
import type { Caller } from './caller.ts'
import { isProjected } from './trino-tables.ts'

export interface TableOfQuery {
  table: Table
  partitions: Partition[]
}

/** The table and its partitions as Glue gives them to the caller. */
export async function readTable(caller: Caller, database: string, name: string): Promise<TableOfQuery> {
  const of = { DatabaseName: database, TableName: name }
  try {
    const { Table } = await caller.glue.send(new GetTableCommand({ DatabaseName: database, Name: name }))
    if (Table === undefined) throw new Error(`glue: expected the table ${name}, found none`)
    if (isProjected(Table) || Table.TableType === 'VIRTUAL_VIEW') return { table: Table, partitions: [] }
    const { Partitions = [] } = await caller.glue.send(new GetPartitionsCommand(of))
    return { table: Table, partitions: Partitions }
  } catch (error) {
    if (error instanceof EntityNotFoundException)
      throw new StatementError(`TABLE_NOT_FOUND: line 1:1: Table 'awsdatacatalog.${database}.${name}' does not exist`)
    throw refused(error, `glue table ${database}.${name}`)
  }
}

/** Lists and reads where the table lies. */
export async function tryReading(caller: Caller, { table, partitions }: TableOfQuery): Promise<void> {
  const template = table.Parameters?.['storage.location.template']
  const places = isProjected(table)
    ? [(template ?? table.StorageDescriptor?.Location ?? '').replace(/[^/]*\$\{[\s\S]*$/, '')]
    : partitions.map(({ StorageDescriptor }) => StorageDescriptor?.Location ?? '')
  for (const place of new Set([...places.slice(0, 1), ...places.slice(-1)])) {
    const { bucket, prefix } = placeOf(place)
    try {
      const { Contents = [] } = await caller.s3.send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: 1 }),
      )
      const key = Contents[0]?.Key
      if (key === undefined) continue
      const { Body } = await caller.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range: 'bytes=0-3' }))
      await Body?.transformToByteArray()
    } catch (error) {
      throw refused(error, place)
    }
  }
}

/** The target of an UNLOAD holds nothing, and may be written to. */
export async function tryWriting(caller: Caller, bucket: string, prefix: string): Promise<void> {
  try {
    const { KeyCount } = await caller.s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: 1 }))
    if ((KeyCount ?? 0) > 0)
      throw new StatementError(
        `HIVE_PATH_ALREADY_EXISTS: Target directory for table already exists: s3://${bucket}/${prefix}`,
      )
    const begun = { Bucket: bucket, Key: `${prefix}begun` }
    const { UploadId } = await caller.s3.send(new CreateMultipartUploadCommand(begun))
    await caller.s3.send(new AbortMultipartUploadCommand({ ...begun, UploadId }))
  } catch (error) {
    throw refused(error, `s3://${bucket}/${prefix}`)
  }
}

/** Puts the result of a query where its workgroup says. */
export async function putResult(caller: Caller, location: string, text: string): Promise<void> {
  const { bucket, prefix } = placeOf(location)
  try {
    await caller.s3.send(new PutObjectCommand({ Bucket: bucket, Key: prefix, Body: text }))
  } catch (error) {
    throw refused(error, location)
  }
}

/** Reads the result as GetQueryResults does. */
export async function tryReadingResult(caller: Caller, location: string): Promise<void> {
  const { bucket, prefix } = placeOf(location)
  const { Body } = await caller.s3.send(new GetObjectCommand({ Bucket: bucket, Key: prefix }))
  await Body?.transformToByteArray()
}

function placeOf(location: string): { bucket: string; prefix: string } {
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(location) ?? []
  return { bucket, prefix }
}

function refused(error: unknown, what: string): unknown {
  if (error instanceof StatementError) return error
  const denied =
    error instanceof S3ServiceException ? error.$metadata.httpStatusCode === 403 : /AccessDenied/.test(String(error))
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return new StatementError(`${denied ? 'PERMISSION_DENIED' : 'HIVE_CANNOT_OPEN_SPLIT'}: ${what}: ${message}`)
}
