/** Deploys what `cdk synth` wrote, by CDK's own program: the account is bootstrapped, assets are uploaded, CloudFormation does the rest. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { ACCOUNT, REGION, ROOT_KEYS } from './ministack.ts'

const CDK = resolve(import.meta.dirname, '../../../node_modules/aws-cdk/bin/cdk')
const outputsSchema = z.record(z.string(), z.record(z.string(), z.string()))

/** What a program of AWS has to know to find an account at `endpoint`, and to ask nobody else. */
export const environmentAt = (endpoint: string, keys = ROOT_KEYS): Record<string, string> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: REGION,
  AWS_ACCESS_KEY_ID: keys.accessKeyId,
  AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
  CDK_DISABLE_CLI_TELEMETRY: 'true',
  CDK_DISABLE_VERSION_CHECK: 'true',
})

/** `cdkOut` lies in a folder of its own. Outputs of the stack by name. Throws with what CDK says where it does not come up. */
export async function deployStack(
  cdkOut: string,
  stackName: string,
  endpoint: string,
): Promise<Record<string, string>> {
  const outputs = join(cdkOut, '../outputs.json')
  const cdk = (...words: string[]) =>
    promisify(execFile)(process.execPath, [CDK, ...words, '--no-notices', '--ci'], {
      // No cdk.json there: what is deployed is what was synthesised.
      cwd: join(cdkOut, '..'),
      env: { PATH: process.env.PATH, HOME: join(cdkOut, '..'), NO_COLOR: '1', ...environmentAt(endpoint) },
      maxBuffer: 2 ** 26,
    })
  await cdk('bootstrap', `aws://${ACCOUNT}/${REGION}`)
  await cdk('deploy', stackName, '--app', cdkOut, '--require-approval', 'never', '--outputs-file', outputs)
  return outputsSchema.parse(JSON.parse(readFileSync(outputs, 'utf8')))[stackName] ?? {}
}
