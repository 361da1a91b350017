/** What can be typed: the tree of commands as shells complete it. */
import type { Argument, Command, Option } from 'commander'

/** What stands behind an option or a command: one of some words, a file, a folder, or something that no shell knows. */
export type Value = { kind: 'none' | 'file' | 'folder' | 'other' } | { kind: 'choice'; choices: readonly string[] }

export interface TypedOption {
  /** With its dashes. */
  long: string
  does: string
  value: Value
}

export interface TypedCommand {
  /** Behind `flowcensus`: one word, or two of an action. */
  words: readonly string[]
  does: string
  options: readonly TypedOption[]
  argument: Value
}

/** All commands, each before its actions. */
export function typedCommands(program: Command): TypedCommand[] {
  return program.commands.flatMap(command => {
    const own = [command, ...command.commands]
    return own.map(action => ({
      words: action === command ? [command.name()] : [command.name(), action.name()],
      does: action.summary() || firstSentence(action.description()),
      options: [...(action === command ? [] : command.options), ...action.options].flatMap(typedOption),
      argument: action.registeredArguments.length === 0 ? { kind: 'none' } : meaningOf(action.registeredArguments[0]),
    }))
  })
}

const firstSentence = (text: string): string => text.split(/(?<=[.:;,])\s/)[0]?.replace(/[.:;,]$/, '') ?? ''

const typedOption = (option: Option): TypedOption[] =>
  option.long === undefined || option.long === null
    ? []
    : [
        {
          long: option.long,
          does: firstSentence(option.description),
          value: option.required || option.optional ? meaningOf(option) : { kind: 'none' },
        },
      ]

/** By its choices, else by what it is called: `<csv>`, `<dir>`. */
function meaningOf(of: Option | Argument | undefined): Value {
  if (of === undefined) return { kind: 'other' }
  if (of.argChoices !== undefined) return { kind: 'choice', choices: of.argChoices }
  const called = 'flags' in of ? (/<(.+)>/.exec(of.flags)?.[1] ?? '') : of.name()
  if (/^(dir|folders?)$/.test(called)) return { kind: 'folder' }
  if (/^(csv|sql|files?|paths|uploads|edition)$/.test(called)) return { kind: 'file' }
  return { kind: 'other' }
}
