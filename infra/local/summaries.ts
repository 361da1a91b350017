/**
 * What each command is, as the help of all of them has it. It loads none of them, which takes a second: whoever asks what there is
 * is told at once.
 */
import { Command } from 'commander'

interface Summary {
  /** What is typed behind its name. */
  takes: string
  summary: string
}

/** In the order of the help. */
const SUMMARIES = {
  start: { takes: '[options] [paths...]', summary: 'logs in, a report out; without any: a study' },
  report: { takes: '[options] [names...]', summary: 'reports as reports.json defines them' },
  query: { takes: '[options] [sql]', summary: 'asks the tables in SQL, or describes them' },
  connect: { takes: '[options]', summary: 'tables for DuckDB; for Grafana and others on AWS' },
  receipts: { takes: '[options] [id]', summary: 'what became of each uploaded file' },
  rejects: { takes: '[options] [id]', summary: 'refused lines: where, why, what to do' },
  watch: { takes: '[options] <folders...>', summary: 'keeps tables and report up with a folder' },
  remove: { takes: '[options] <uploads...>', summary: 'withdraws uploaded files' },
  deploy: { takes: '[options] [words...]', summary: 'a stage to AWS by CDK, asking for settings' },
  status: { takes: '[options]', summary: 'what waits, fails, is due; on AWS also alarms and cost' },
  doctor: { takes: '[options]', summary: 'what is wrong with a lake, and mends it' },
  delete: { takes: '[options]', summary: 'deletes what is known of an address, a source, days' },
  replay: { takes: '[options]', summary: 'reads again what an older build made' },
  explain: { takes: '[options] [figure]', summary: 'a figure, down to the uploaded lines' },
  catalogue: { takes: '[options]', summary: 'what has no service in your logs' },
  reference: { takes: '[options] [action...]', summary: 'networks, events, country data, lists in use' },
  redrive: { takes: '[options]', summary: 'on AWS: uploads that failed at every try' },
  completion: { takes: '[shell]', summary: 'completes the words of flowcensus in a shell' },
  generate: { takes: '[options] <dir>', summary: 'only writes the files of the study' },
} as const satisfies Record<string, Summary>

export type CommandName = keyof typeof SUMMARIES

export const isCommand = (word: string): word is CommandName => Object.hasOwn(SUMMARIES, word)

/** In the order of the help. */
export const COMMAND_NAMES = Object.keys(SUMMARIES).filter(isCommand)

/** Begins the declaration of a command. */
export const newCommand = (name: CommandName): Command => new Command(name).summary(SUMMARIES[name].summary)

/** A command as the help of all shows it; it does nothing. */
export function summaryCommand(name: CommandName): Command {
  const words = SUMMARIES[name].takes.split(' ')
  const command = newCommand(name)
  if (words.includes('[options]')) command.option('--options')
  for (const word of words) if (word !== '[options]') command.argument(word)
  return command
}
