/** What a deployed stack says of its settings: a deployment keeps them unless it is told others. */
import { z } from 'zod'
import { type Stage, type StageSettings, stackNameOf } from '../stages.ts'

const templateSchema = z.object({
  Resources: z
    .record(z.string(), z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }))
    .default({}),
})

/** Teams by their policies, who is told by the topic's subscription. Throws where it is no template. */
export function settingsOf(template: unknown, stage: Stage): StageSettings {
  const resources = Object.values(templateSchema.parse(template).Resources)
  const texts = (type: string, property: string) =>
    resources.flatMap(({ Type, Properties }) => {
      const value = Properties[property]
      return Type === type && typeof value === 'string' ? [value] : []
    })
  const before = `${stackNameOf(stage)}-upload-`
  const teams = texts('AWS::IAM::ManagedPolicy', 'ManagedPolicyName')
    .filter(name => name.startsWith(before))
    .map(name => name.slice(before.length))
  const [alarmEmail] = texts('AWS::SNS::Subscription', 'Endpoint').filter(endpoint => endpoint.includes('@'))
  return {
    ...(teams.length === 0 ? {} : { teams: teams.join(',') }),
    ...(alarmEmail === undefined ? {} : { alarmEmail }),
  }
}
