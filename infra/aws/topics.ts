/** Who is told: of new reports, and of alarms. */
import { Stack } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Construct } from 'constructs'
import type { Config } from './config.ts'
import { named } from './names.ts'

export class Topics extends Construct {
  /** Plain text for each new report. */
  readonly newReports: Topic
  readonly alarms: Topic

  constructor(scope: Construct, config: Config) {
    super(scope, 'Topics')
    const create = (name: string) =>
      new Topic(this, name, { ...named('topicName', config.names.fixed(name)), enforceSSL: true })
    this.newReports = create('new-reports')
    this.alarms = create('alarms')
    this.alarms.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.alarms.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    )
    if (config.alarmEmail !== undefined) this.alarms.addSubscription(new EmailSubscription(config.alarmEmail))
  }
}
