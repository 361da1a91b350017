/** The tables that the stack makes, put into a Glue that has none: for suites that need no whole stack. */
import { CreateDatabaseCommand, CreateTableCommand, type GlueClient, type TableInput } from '@aws-sdk/client-glue'
import { App, Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { namesOfStage } from '../../../infra/aws/names.ts'
import { Tables } from '../../../infra/aws/tables.ts'

/** Makes the database and its tables over a lake's bucket; gives the database's name. */
export async function makeGlueTables(glue: GlueClient, lakeBucket: string): Promise<string> {
  const stack = new Stack(new App(), 'Wire')
  const { database } = new Tables(stack, { names: namesOfStage(stack, 'dev') }, lakeBucket)
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: database } }))
  for (const { Properties } of Object.values(Template.fromStack(stack).findResources('AWS::Glue::Table')))
    await glue.send(
      new CreateTableCommand({ DatabaseName: database, TableInput: Properties?.TableInput as TableInput }),
    )
  return database
}
