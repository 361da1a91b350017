/** The command line: the same functions on folders and DuckDB. Each command declares its own options, help and examples. */
import { Command, CommanderError } from 'commander'
import { SOFTWARE } from '../../functions/lib/software.ts'
import { EXIT_CODES, WrongUse } from './exit-codes.ts'
import { typedCommand } from './installation.ts'
import { COMMAND_NAMES, type CommandName, isCommand, summaryCommand } from './summaries.ts'
import { print, printError } from './terminal.ts'

/** Loaded by name; what a command does, with DuckDB and the AWS SDK, it loads when it is run. */
const COMMANDS: Record<CommandName, () => Promise<{ command: () => Command }>> = {
  start: () => import('./declarations/start.ts'),
  report: () => import('./declarations/report.ts'),
  query: () => import('./declarations/query.ts'),
  connect: () => import('./declarations/connect.ts'),
  receipts: () => import('./declarations/receipts.ts'),
  rejects: () => import('./declarations/rejects.ts'),
  watch: () => import('./declarations/watch.ts'),
  remove: () => import('./declarations/remove.ts'),
  deploy: () => import('./declarations/deploy.ts'),
  status: () => import('./declarations/status.ts'),
  doctor: () => import('./declarations/doctor.ts'),
  delete: () => import('./declarations/delete.ts'),
  replay: () => import('./declarations/replay.ts'),
  explain: () => import('./declarations/explain.ts'),
  catalogue: () => import('./declarations/catalogue.ts'),
  reference: () => import('./declarations/reference.ts'),
  redrive: () => import('./declarations/redrive.ts'),
  completion: () => import('./declarations/completion.ts'),
  generate: () => import('./declarations/generate.ts'),
}

/**
 * The command that the words name is loaded, for completion all are. Where they begin with another word, such as --help or a
 * mistake, the others stand there by what they are.
 */
async function commandsFor(words: readonly string[]): Promise<Command[]> {
  const [first] = words
  const named = words.find(isCommand)
  const commands: Command[] = []
  for (const name of COMMAND_NAMES) {
    if (name === named || named === 'completion') commands.push((await COMMANDS[name]()).command())
    else if (first === undefined || first !== named) commands.push(summaryCommand(name))
  }
  return commands
}

/** npm keeps options that stand before `--` for itself and hands them on as variables: the user's option would be lost. */
function refuseSwallowed(program: Command, typed: string): void {
  const names = new Set(optionsBelow(program))
  const swallowed = [...names].filter(name => process.env[`npm_config_${name}`] !== undefined)
  if (swallowed.length === 0) return
  const options = swallowed.map(name => `--${name}`).join(', ')
  throw new WrongUse(`expected options behind --, found ${options} before it; write ${typed} -- ${options} …`)
}

/** Names of the options of all commands, and of commands of theirs. */
function optionsBelow({ commands }: Command): string[] {
  return commands.flatMap(command => [
    ...command.options.flatMap(({ long }) => long?.slice(2) ?? []),
    ...optionsBelow(command),
  ])
}

/** What a program says of errors and help, its commands and theirs say too. */
function inherit(command: Command, from: Command): Command {
  command.copyInheritedSettings(from)
  for (const action of command.commands) inherit(action, command)
  return command
}

/** Runs one command; sets the exit code, and prints an error as one line. */
export async function main(argv: string[]): Promise<void> {
  const program = new Command('flowcensus')
    .description('Upload network flow logs; get reports, which anyone can check, on what watched networks do.')
    .version(SOFTWARE, '--version', 'the version of flowcensus')
    .exitOverride()
    .addHelpText('after', `\nOptions and examples of a command: ${typedCommand('query', '--help')}`)
    .showHelpAfterError('(--help explains every command)')
    .configureOutput({ writeOut: text => print(text.trimEnd()), writeErr: text => printError(text.trimEnd()) })
  const words = argv.slice(2)
  try {
    for (const command of await commandsFor(words)) program.addCommand(inherit(command, program))
    refuseSwallowed(program, typedCommand(words.find(isCommand) ?? 'start'))
    await program.parseAsync(argv)
  } catch (error) {
    if (error instanceof CommanderError) {
      // It has printed what there is to say: help that was asked for, or what was mistyped.
      process.exitCode = error.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.wrongUse
      return
    }
    printError(`flowcensus: ${error instanceof Error ? error.message : String(error)}`)
    if (process.env.DEBUG !== undefined && error instanceof Error) printError(error.stack ?? '')
    process.exitCode = error instanceof WrongUse ? EXIT_CODES.wrongUse : EXIT_CODES.failed
  }
}
