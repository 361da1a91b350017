/** What runs when, by rate; which reports are due, reconcile reads in the lake. */
import { Stack } from 'aws-cdk-lib'
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler'
import { Construct } from 'constructs'
import type { Config } from './config.ts'
import { named } from './names.ts'

export interface ScheduledFunctions {
  publish: LambdaFunction
  reconcile: LambdaFunction
}

/** The scheduler puts the time here that the run is for; a late run then makes the same report. */
const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>'

export class Schedules extends Construct {
  constructor(scope: Construct, config: Config, { publish, reconcile }: ScheduledFunctions) {
    super(scope, 'Schedules')
    const group = new CfnScheduleGroup(this, 'Group', { name: config.names.unique })
    const role = new Role(this, 'Role', {
      description: `flowcensus ${config.names.title}: the scheduler starts the two scheduled functions`,
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      inlinePolicies: {
        invoke: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['lambda:InvokeFunction'],
              resources: [publish, reconcile].map(({ functionArn }) => functionArn),
            }),
          ],
        }),
      },
    })
    const add = (name: string, target: LambdaFunction, expression: string, input: unknown) => {
      const schedule = new CfnSchedule(this, name, {
        ...named('name', config.names.schedule(name)),
        groupName: group.ref,
        flexibleTimeWindow: { mode: 'OFF' },
        scheduleExpression: expression,
        target: {
          arn: target.functionArn,
          roleArn: role.roleArn,
          input: JSON.stringify(input),
          retryPolicy: { maximumRetryAttempts: 5, maximumEventAgeInSeconds: 3600 },
        },
      })
      schedule.node.addDependency(role)
    }
    add('publish', publish, 'rate(30 minutes)', { scheduledTime: SCHEDULED_TIME })
    add('reconcile-uploads', reconcile, 'rate(6 hours)', { check: 'uploads' })
    add('reconcile-reports', reconcile, 'rate(15 minutes)', { check: 'reports' })
  }
}
