/** What a deployment of a stage has to know: the question of each setting, the option that answers it, and how an answer is read. */
import { fromUser } from '../../local/user-paths.ts'
import { checkTeams } from '../config.ts'
import { readDefinitions } from '../definitions.ts'
import { checkEmail, type SettingName } from '../stages.ts'

/** The answer, and the value of an option, that there is none. */
export const NONE = 'none'

export interface Question {
  name: SettingName
  /** As it is typed. */
  option: string
  asks: string
  /** Before its value. */
  title: string
  /** What none means. */
  none: string
  /** Whether the reference set of a lake that is there decides it, and no deployment. */
  isOfLake: boolean
  /** As `--context` has it. Throws what is wrong with the answer, after `where` it stands. */
  read(answer: string, where: string): string
}

export const QUESTIONS: readonly Question[] = [
  {
    name: 'networks',
    title: 'networks',
    option: '--networks <csv>',
    asks: 'networks.csv: whom reports are about, and their zones',
    none: 'private networks, in UTC',
    isOfLake: true,
    read(answer) {
      const networks = fromUser(answer)
      readDefinitions({ networks })
      return networks
    },
  },
  {
    name: 'reports',
    title: 'reports',
    option: '--reports <json>',
    asks: 'reports.json: which reports are made, and when',
    none: 'daily, weekly and quarterly, in UTC',
    isOfLake: true,
    read(answer) {
      const reports = fromUser(answer)
      readDefinitions({ reports })
      return reports
    },
  },
  {
    name: 'teams',
    title: 'teams',
    option: '--teams <names>',
    asks: 'Teams that upload, as uni,lab: first folders of their keys',
    none: 'no policy for any',
    isOfLake: false,
    read(answer, where) {
      const teams = answer.split(',').map(name => name.trim())
      return checkTeams(teams, where).join(',')
    },
  },
  {
    name: 'alarmEmail',
    title: 'alarms',
    option: '--alarm-email <address>',
    asks: 'E-mail that is told of alarms',
    none: 'nobody is told',
    isOfLake: false,
    read: checkEmail,
  },
]
