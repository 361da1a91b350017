/** What a workgroup of Athena says of the queries in it. */
import { type AthenaClient, GetWorkGroupCommand } from '@aws-sdk/client-athena'

export interface WorkgroupSettings {
  /** `s3://…/` where results go. */
  results: string
  /** Whether that holds whatever a client asks for. */
  enforced: boolean
  /** Bytes that a query may scan; undefined: no limit. */
  scanBytes: number | undefined
}

/**
 * Asks Athena: https://docs.aws.amazon.com/athena/latest/APIReference/API_GetWorkGroup.html. Throws where it may not, or there is
 * none.
 */
export async function readWorkgroup(client: AthenaClient, name: string): Promise<WorkgroupSettings> {
  const { WorkGroup } = await client.send(new GetWorkGroupCommand({ WorkGroup: name })).catch((error: unknown) => {
    const said = error instanceof Error ? error.message : String(error)
    throw new Error(`workgroup ${name}: expected to see it (athena:GetWorkGroup), found: ${said}`)
  })
  const configuration = WorkGroup?.Configuration
  const results = configuration?.ResultConfiguration?.OutputLocation
  if (results === undefined)
    throw new Error(`workgroup ${name}: expected a place of results, found none; deploy the stage again`)
  return {
    results,
    enforced: configuration?.EnforceWorkGroupConfiguration ?? false,
    scanBytes: configuration?.BytesScannedCutoffPerQuery,
  }
}
