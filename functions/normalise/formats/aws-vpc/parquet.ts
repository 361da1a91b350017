import { parquetFormat } from '../parquet/read-rows.ts'
import { exporterNames } from './exporter.ts'
import { createRowReader, fieldOf, isVpcSchema, vpcColumns } from './parquet-row.ts'

/**
 * AWS VPC and transit gateway flow logs as AWS delivers them in Parquet: any of their fields, in any order, with `_` for
 * `-` in names. https://docs.aws.amazon.com/athena/latest/ug/vpc-flow-logs-parquet.html. Fields mean what they mean in
 * text (see `awsVpc`); NULL, an empty text and `-` are no word. Units: see `parquetFormat`.
 */
export const awsVpcParquet = parquetFormat({
  name: 'aws-vpc-parquet',
  title: 'AWS VPC flow logs (Parquet)',
  heartbeat: true,
  directions: 1,
  takesDamaged: true,
  isOf: async ({ columns }) => isVpcSchema(columns),
  columnsOf: vpcColumns,
  fieldOf,
  open: (columns, sink, context) => createRowReader(columns, sink, exporterNames(sink.strings, context)),
})
