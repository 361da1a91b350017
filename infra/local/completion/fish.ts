/** Completion for fish: a line each for what can be typed, with what it does. */
import type { TypedCommand, Value } from './words.ts'

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

function behind(value: Value): string {
  switch (value.kind) {
    case 'choice':
      return ` -x -a ${quoted(value.choices.join(' '))}`
    case 'file':
      return ' -r -F'
    case 'folder':
      return " -x -a '(__fish_complete_directories)'"
    case 'other':
      return ' -x'
    default:
      return ''
  }
}

/** What is to be sourced. */
export function fishCompletion(commands: readonly TypedCommand[]): string {
  const lines = ['complete -c flowcensus -f', 'complete -c flowcensus -n __fish_use_subcommand -l version -d version']
  for (const { words, does, options, argument } of commands) {
    const [name = '', action] = words
    const seen = words.map(word => `__fish_seen_subcommand_from ${word}`).join('; and ')
    const above = action === undefined ? '__fish_use_subcommand' : `__fish_seen_subcommand_from ${name}`
    lines.push(`complete -c flowcensus -n ${quoted(above)} -a ${quoted(action ?? name)} -d ${quoted(does)}`)
    if (argument.kind === 'file' || argument.kind === 'folder')
      lines.push(`complete -c flowcensus -n ${quoted(seen)}${argument.kind === 'file' ? ' -F' : behind(argument)}`)
    for (const { long, does: what, value } of options)
      lines.push(`complete -c flowcensus -n ${quoted(seen)} -l ${long.slice(2)} -d ${quoted(what)}${behind(value)}`)
  }
  return lines.join('\n')
}
