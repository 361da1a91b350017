/** Where a deployment would go, as the answers of STS and CloudFormation tell it. */
import {
  CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  type StackStatus,
} from '@aws-sdk/client-cloudformation'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { mockClient } from 'aws-sdk-client-mock'
import { afterAll, beforeEach, expect, it, vi } from 'vitest'
import { lookAtPlace } from '../../../functions/lib/aws/deploy-place.ts'

const stacks = mockClient(CloudFormationClient)
const identity = mockClient(STSClient)
const CALLER = 'arn:aws:sts::123456789012:assumed-role/Operators/me'
const STACK = 'flowcensus-dev'
const arnOf = (name: string) => `arn:aws:cloudformation:eu-west-1:123456789012:stack/${name}/1`
const errorOf = (name: string, message: string) => Object.assign(new Error(message), { name })

beforeEach(() => {
  stacks.reset()
  identity.reset()
  identity.on(GetCallerIdentityCommand).resolves({ Account: '123456789012', Arn: CALLER })
  vi.stubEnv('AWS_REGION', 'eu-west-1')
  for (const name of ['CDKToolkit', STACK])
    stacks
      .on(DescribeStacksCommand, { StackName: name })
      .rejects(errorOf('ValidationError', `Stack with id ${name} does not exist`))
})
afterAll(() => {
  vi.unstubAllEnvs()
})

const isThere = (name: string, StackStatus: StackStatus = 'CREATE_COMPLETE', EnableTerminationProtection = false) =>
  stacks.on(DescribeStacksCommand, { StackName: name }).resolves({
    Stacks: [
      { StackName: name, StackId: arnOf(name), StackStatus, EnableTerminationProtection, CreationTime: new Date(0) },
    ],
  })

it('says whose account it is, by whose credentials, and that nothing is deployed', async () => {
  isThere('CDKToolkit')
  expect(await lookAtPlace(STACK)).toEqual({
    region: 'eu-west-1',
    account: '123456789012',
    caller: CALLER,
    isBootstrapped: true,
    isStuck: false,
    template: undefined,
  })
})

it('has the template of the stack that is there', async () => {
  isThere(STACK)
  stacks.on(GetTemplateCommand, { StackName: STACK }).resolves({ TemplateBody: '{"Resources":{}}' })
  expect(await lookAtPlace(STACK)).toMatchObject({
    account: '123456789012',
    isBootstrapped: false,
    template: { Resources: {} },
  })
})

it.each(['ROLLBACK_COMPLETE', 'REVIEW_IN_PROGRESS'] as const)('takes a stack %s for none', async status => {
  isThere(STACK, status)
  expect((await lookAtPlace(STACK)).template).toBeUndefined()
  expect(stacks.commandCalls(GetTemplateCommand)).toEqual([])
})

it.each([
  ['ROLLBACK_COMPLETE', true, true],
  ['ROLLBACK_FAILED', true, true],
  ['ROLLBACK_COMPLETE', false, false],
  ['UPDATE_ROLLBACK_COMPLETE', true, false],
] as const)('a stack %s, protected: %s, cannot be made anew: %s', async (status, isProtected, isStuck) => {
  isThere(STACK, status, isProtected)
  stacks.on(GetTemplateCommand, { StackName: STACK }).resolves({ TemplateBody: '{}' })
  expect((await lookAtPlace(STACK)).isStuck).toBe(isStuck)
})

it('knows the account where nothing was ever made', async () => {
  expect(await lookAtPlace(STACK)).toMatchObject({ account: '123456789012', isBootstrapped: false })
})

it('of a caller who may not look says so, and of credentials that are none throws', async () => {
  stacks.on(DescribeStacksCommand).rejects(errorOf('AccessDenied', 'you may not'))
  expect(await lookAtPlace(STACK)).toEqual({
    region: 'eu-west-1',
    account: '123456789012',
    caller: CALLER,
    refusal: 'you may not',
  })
  identity.on(GetCallerIdentityCommand).rejects(errorOf('ExpiredToken', 'it is expired'))
  await expect(lookAtPlace(STACK)).rejects.toThrow('it is expired')
})
