/** The catalogue on AWS: partitions of the tables of a Glue database, which the stack makes from the table registry. */
import {
  AlreadyExistsException,
  ConcurrentModificationException,
  CreatePartitionCommand,
  DeletePartitionCommand,
  EntityNotFoundException,
  GetPartitionCommand,
  GetPartitionsCommand,
  GetTableCommand,
  type GlueClient,
  type PartitionInput,
  UpdatePartitionCommand,
} from '@aws-sdk/client-glue'
import type { Catalogue, PartitionLocation } from '../ports.ts'

export interface GlueCatalogueOptions {
  glue: GlueClient
  database: string
  /** Bucket of the lake: locations are key prefixes in it. */
  bucket: string
}

/** Another publisher may create or remove the same partition between two calls. */
const MAX_TRIES = 5

export function createGlueCatalogue({ glue, database, bucket }: GlueCatalogueOptions): Catalogue {
  const root = `s3://${bucket}/`
  const named = (table: string) => ({ DatabaseName: database, TableName: table })

  function prefixOf(table: string, dt: string, location: string | undefined): string {
    if (location?.startsWith(root)) return location.slice(root.length)
    throw new Error(
      `partition dt=${dt} of ${database}.${table}: expected a location below ${root}, found ${location ?? 'none'}; publish the day again`,
    )
  }

  /** The partition is read as the table is: same columns, same format, another place. */
  async function inputOf(table: string, dt: string, location: string): Promise<PartitionInput> {
    const { Table } = await glue.send(new GetTableCommand({ DatabaseName: database, Name: table }))
    return { Values: [dt], StorageDescriptor: { ...Table?.StorageDescriptor, Location: `${root}${location}` } }
  }

  return {
    async point(table, dt, location) {
      const PartitionInput = await inputOf(table, dt, location)
      for (let tries = 1; ; tries++) {
        try {
          await glue.send(new CreatePartitionCommand({ ...named(table), PartitionInput }))
          return
        } catch (error) {
          if (!(error instanceof AlreadyExistsException)) throw error
        }
        try {
          await glue.send(new UpdatePartitionCommand({ ...named(table), PartitionValueList: [dt], PartitionInput }))
          return
        } catch (error) {
          const moved = error instanceof EntityNotFoundException || error instanceof ConcurrentModificationException
          if (!moved || tries === MAX_TRIES) throw error
        }
      }
    },
    async locate(table, dt) {
      try {
        const { Partition } = await glue.send(new GetPartitionCommand({ ...named(table), PartitionValues: [dt] }))
        return prefixOf(table, dt, Partition?.StorageDescriptor?.Location)
      } catch (error) {
        if (error instanceof EntityNotFoundException) return undefined
        throw error
      }
    },
    async list(table) {
      const found: PartitionLocation[] = []
      let token: string | undefined
      do {
        const page = await glue.send(
          new GetPartitionsCommand({ ...named(table), ExcludeColumnSchema: true, NextToken: token }),
        )
        for (const { Values, StorageDescriptor } of page.Partitions ?? []) {
          const dt = Values?.[0] ?? ''
          found.push({ dt, location: prefixOf(table, dt, StorageDescriptor?.Location) })
        }
        token = page.NextToken
      } while (token !== undefined)
      return found.sort((a, b) => (a.dt < b.dt ? -1 : 1))
    },
    async remove(table, dt) {
      try {
        await glue.send(new DeletePartitionCommand({ ...named(table), PartitionValues: [dt] }))
      } catch (error) {
        if (!(error instanceof EntityNotFoundException)) throw error
      }
    },
  }
}
