/** Options that several commands have, how their values are read, and the examples below a command's help. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { isDay } from '../../functions/lib/iso-day.ts'
import { isZone } from '../../functions/lib/zones.ts'
import { typedCommand } from './installation.ts'

/** Reads a day as YYYY-MM-DD. Throws InvalidArgumentError where the calendar has no such day. */
export const isoDay = (text: string): string => {
  if (isDay(text)) return text
  throw new InvalidArgumentError('expected a day as YYYY-MM-DD.')
}

/** Reads a whole number above 0. Throws InvalidArgumentError. */
export const wholeNumber = (text: string): number => {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new InvalidArgumentError('expected a whole number above 0.')
}

/** Reads a number of seconds above 0. Throws InvalidArgumentError. */
export const seconds = (text: string): number => {
  const value = Number(text)
  if (/^[\d.]+$/.test(text) && value > 0 && value <= 86_400) return value
  throw new InvalidArgumentError('expected seconds, above 0 and at most a day.')
}

/** Reads the name of a time zone. Throws InvalidArgumentError. */
export const timeZoneName = (text: string): string => {
  if (isZone(text)) return text
  throw new InvalidArgumentError('expected an IANA zone such as Asia/Pyongyang; look it up in the IANA list.')
}

/** Reads a report's name, which names its folder too. Throws InvalidArgumentError. */
export const reportName = (text: string): string => {
  const isFolder = /^[^.]/.test(text.trim()) && Buffer.byteLength(encodeURIComponent(text)) <= 255
  if (isFolder) return text
  throw new InvalidArgumentError('expected a name that begins with no dot, of at most 255 bytes as a folder.')
}

/** `--lake <dir>` */
export const lakeOption = (): Option =>
  new Option('--lake <dir>', 'folder that holds the tables (default: .lake for your logs, .study for the study)')

/** `--jobs <n>` */
export const jobsOption = (): Option =>
  new Option(
    '--jobs <n>',
    'uploads and days that are worked on beside each other, each in at most a gigabyte (default: one a core, at most 8)',
  ).argParser(wholeNumber)

/** `--format <name>`: table, csv or json. */
export const formatOption = (): Option =>
  new Option('--format <name>', 'how rows are printed').choices(['table', 'csv', 'json']).default('table')

/** A command with these options behind its own. */
export function withOptions(command: Command, options: readonly Option[]): Command {
  for (const option of options) command.addOption(option)
  return command
}

/** `--stage <name>` */
export const stageOption = (): Option => new Option('--stage <name>', 'the deployed stage: dev or prod').default('dev')

/** What stands below a command's help: each example as it is typed here, of the words behind flowcensus, and below it what it does. */
export function examples(...lines: readonly (readonly [words: string, does: string])[]): string {
  const typed = (words: string) => {
    const [command = '', ...rest] = words.split(' ')
    return typedCommand(command, ...rest)
  }
  return ['', 'Examples:', ...lines.flatMap(([words, does]) => [`  ${typed(words)}`, `      ${does}`])].join('\n')
}
