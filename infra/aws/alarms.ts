/** The alarms that matter; each name stands in the README here with what to do. */
import { Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, type IMetric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { Topic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import type { Config } from './config.ts'
import { ownMetric } from './dashboard.ts'
import { named } from './names.ts'
import type { ScheduledFunctions } from './schedules.ts'
import type { UploadQueue } from './upload-queue.ts'

/** Age at which normalise cannot keep up; the age leaves out what was received more than three times. */
const OLD_MESSAGE = Duration.hours(2)

export class Alarms extends Construct {
  readonly all: Alarm[] = []

  constructor(
    scope: Construct,
    config: Config,
    { queue, functions, topic }: { queue: UploadQueue; functions: ScheduledFunctions; topic: Topic },
  ) {
    super(scope, 'Alarms')
    const hour = Duration.hours(1)
    const add = (
      name: string,
      description: string,
      metric: IMetric,
      { threshold = 1, treatMissingData = TreatMissingData.NOT_BREACHING } = {},
    ) => {
      const alarm = new Alarm(this, name, {
        ...named('alarmName', config.names.fixed(name)),
        alarmDescription: `${description} infra/aws/README.md, "Operating", ${name}.`,
        metric,
        threshold,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData,
      })
      alarm.addAlarmAction(new SnsAction(topic))
      alarm.addOkAction(new SnsAction(topic))
      this.all.push(alarm)
    }
    add(
      'DeadLetters',
      'An upload failed at every try.',
      queue.deadLetters.metricApproximateNumberOfMessagesVisible({
        statistic: Stats.MAXIMUM,
        period: Duration.minutes(5),
      }),
    )
    add(
      'OldestMessage',
      'An upload waits for two hours.',
      queue.queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM, period: Duration.minutes(5) }),
      { threshold: OLD_MESSAGE.toSeconds() },
    )
    add(
      'PublishFailed',
      'A day could not be published; its old tables stay.',
      functions.publish.metricErrors({ period: hour }),
    )
    add(
      'ReportsOverdue',
      'A scheduled report was not written within three hours.',
      ownMetric(config, 'ReportsOverdue', Stats.SUM, hour),
    )
    add(
      'ReconcileFailed',
      'Nobody looks whether something is missing.',
      functions.reconcile.metricErrors({ period: hour }),
    )
    add(
      'UploadsRefused',
      'A log was refused as a whole; its receipt says why.',
      ownMetric(config, 'UploadsRefused', Stats.SUM, hour),
    )
    add(
      'SourcesUnread',
      'A source sends nothing but files of which nothing is read, for more than a day.',
      ownMetric(config, 'SourcesUnread', Stats.SUM, hour),
      // Said at each wake of reconcile, every six hours; it stays so in between.
      { treatMissingData: TreatMissingData.IGNORE },
    )
  }
}
