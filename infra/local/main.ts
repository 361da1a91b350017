/** The command line: the same functions on folders and DuckDB. */
import { resolve } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { ABSENCES, ABSENCES_EXPLAINED } from './study/absences.ts'
import { print, printError } from './terminal.ts'

/** Where relative paths start: npm runs scripts in the project's folder and says in INIT_CWD where the user stands. */
export const userFolder = (): string => process.env.INIT_CWD ?? process.cwd()

const isoDay = (text: string): string => {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN
  // Date.parse takes 30 February for a day in March.
  if (!Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)) return text
  throw new InvalidArgumentError('expected a day as YYYY-MM-DD.')
}

const wholeNumber = (text: string): number => {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new InvalidArgumentError('expected a whole number above 0.')
}

/** npm keeps options that stand before `--` for itself and hands them on as variables: the user's option would be lost. */
function refuseSwallowed(program: Command): void {
  const names = new Set(program.commands.flatMap(({ options }) => options.flatMap(({ long }) => long?.slice(2) ?? [])))
  const swallowed = [...names].filter(name => process.env[`npm_config_${name}`] !== undefined)
  if (swallowed.length === 0) return
  const options = swallowed.map(name => `--${name}`).join(', ')
  throw new Error(`expected options behind --, found ${options} before it; write npm start -- ${options} …`)
}

const lakeOption = () =>
  new Option('--lake <dir>', 'folder that holds the tables (default: .lake for your logs, .study for the study)')
const format = () =>
  new Option('--format <name>', 'how rows are printed').choices(['table', 'csv', 'json']).default('table')
const stage = () => new Option('--stage <name>', 'the deployed stage: dev or prod').default('dev')

/** Runs one command; sets the exit code, and prints an error as one line. */
export async function main(argv: string[]): Promise<void> {
  const program = new Command('flowcensus')
    .description('Upload network flow logs; get reports, which anyone can check, on what watched networks do.')
    .showHelpAfterError('(--help explains every command)')
    .configureOutput({ writeOut: text => print(text.trimEnd()), writeErr: text => printError(text.trimEnd()) })

  program
    .command('start')
    .description(
      'Normalise, publish and report. With files or folders: your logs, read in place (again with more: they are added). ' +
        'Without: a small study made by a seeded generator.',
    )
    .argument(
      '[paths...]',
      'flow logs: AWS VPC (text, Parquet), Zeek conn, Suricata EVE; plain or gzip; known by content, not name; of a folder ' +
        'all files below it whose names begin with no dot',
    )
    .option(
      '--networks <csv>',
      'watched networks, kept for later runs (default: those of the run before, at first private addresses); columns: ' +
        'cidr,name,access_path,time_zone,home_country,provider_asns,weekend,valid_from,valid_to,note',
    )
    .option(
      '--from <day>',
      'first local day of the report, YYYY-MM-DD (default: the first whole day of the logs)',
      isoDay,
    )
    .option('--to <day>', 'last local day of the report (default: the last whole day of the logs)', isoDay)
    .option('--out <dir>', 'where reports are written', 'reports')
    .option('--name <name>', 'name of the report (default: study or networks)')
    .option('--records <n>', 'size of the study in log records, about (default: 200000)', wholeNumber)
    .option('--seed <n>', 'seed of the study (default: 1)', wholeNumber)
    .addOption(lakeOption())
    .action(async (paths: string[], { from, to, ...options }) => {
      const { start } = await import('./commands/start.ts')
      await start({ ...options, paths, from: userFolder(), fromDay: from, toDay: to })
    })

  program
    .command('query')
    .description(
      "Run one SELECT over the tables, in the part of Athena's dialect that means the same here: checked first, refused with " +
        'the place. Put a condition on dt in every query; divide by nullif(x, 0). Control characters are shown as \\u{1b}.',
    )
    .argument('[sql]', 'the query; without it the tables and their columns are listed')
    .addOption(format())
    .addOption(lakeOption())
    .option(
      '--athena',
      'on Athena, over the tables of a deployed stage: any statement it takes; bytes and cost are said',
    )
    .addOption(stage())
    .action(async (sql: string | undefined, options) => {
      if (options.athena === true && sql !== undefined) {
        const { queryOnAthena } = await import('../aws/commands/query.ts')
        await queryOnAthena(sql, options)
        return
      }
      const { query } = await import('./commands/query.ts')
      await query(sql, options)
    })

  program
    .command('receipts')
    .description('Each upload in one line; with an id (or the beginning of one) its whole receipt.')
    .argument('[id]', 'upload id')
    .addOption(format())
    .addOption(lakeOption())
    .action(async (id: string | undefined, options) => {
      const { receipts } = await import('./commands/receipts.ts')
      await receipts(id, options)
    })

  program
    .command('rejects')
    .description('The refused lines with where, what was found, what was expected and what to do.')
    .argument('[id]', 'only of this upload')
    .option('--limit <n>', 'lines per upload', wholeNumber, 50)
    .addOption(lakeOption())
    .action(async (id: string | undefined, options) => {
      const { rejects } = await import('./commands/rejects.ts')
      await rejects(id, options)
    })

  program
    .command('replay')
    .description('Normalise again what an older build made (new networks, catalogue, version). Says what would change.')
    .option('--run', 'do it; without it nothing is written')
    .addOption(lakeOption())
    .action(async options => {
      const { replay } = await import('./commands/replay.ts')
      await replay(options)
    })

  program
    .command('explain')
    .description('A figure of a report: its SQL, parameters, rows, and down to flows and uploaded lines.')
    .argument('<figure>', '<report>#<figure>, as printed in the report: study/2017-07-06#categories.share.gaming')
    .option('--out <dir>', 'where reports were written', 'reports')
    .option('--limit <n>', 'contacts, flows and lines shown', wholeNumber, 10)
    .addOption(lakeOption())
    .action(async (figure: string, options) => {
      const { explain } = await import('./commands/explain.ts')
      await explain(figure, { from: userFolder(), ...options })
    })

  program
    .command('reference')
    .description('The reference set in use; `put networks.csv` validates a new one and then points at it.')
    .argument('[action]', 'put: make the file current; without it the set in use is printed')
    .argument('[file]', 'the networks.csv to put; a malformed one is refused whole, and the old one stays')
    .addOption(lakeOption())
    .option('--aws <stage>', 'of the deployed lake of this stage, instead of a local one')
    .action(async (action: string | undefined, file: string | undefined, options) => {
      if (options.aws !== undefined) {
        const { referenceOnAws } = await import('../aws/commands/reference.ts')
        print(await referenceOnAws(action, file === undefined ? undefined : resolve(userFolder(), file), options.aws))
        return
      }
      const { reference } = await import('./commands/reference.ts')
      await reference(action, file === undefined ? undefined : resolve(userFolder(), file), options)
    })

  program
    .command('redrive')
    .description(
      'Uploads that failed at every try (dead letters) of a deployed stage: which, and why where that is known. A dry run ' +
        'first.',
    )
    .option('--run', 'put them back into the queue; without it nothing is moved')
    .addOption(stage())
    .action(async options => {
      const { redrive } = await import('../aws/commands/redrive.ts')
      await redrive(options)
    })

  program
    .command('generate')
    .description('Only write the files of the study: logs, networks.csv and truth.json.')
    .argument('<dir>', 'folder to write to')
    .option('--records <n>', 'log records, about', wholeNumber, 200_000)
    .option('--seed <n>', 'seed', wholeNumber, 1)
    .addOption(
      new Option('--without <what...>', `what does not occur: ${ABSENCES_EXPLAINED}`)
        .choices(ABSENCES)
        .default([], 'nothing'),
    )
    .action(async (dir: string, options) => {
      const { generate } = await import('./commands/generate.ts')
      await generate(resolve(userFolder(), dir), options)
    })

  try {
    refuseSwallowed(program)
    await program.parseAsync(argv)
  } catch (error) {
    printError(`flowcensus: ${error instanceof Error ? error.message : String(error)}`)
    if (process.env.DEBUG !== undefined && error instanceof Error) printError(error.stack ?? '')
    process.exitCode = 1
  }
}
