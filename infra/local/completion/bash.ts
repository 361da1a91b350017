/** Completion for bash, and, by its own way to read such, for zsh. */
import type { TypedCommand, Value } from './words.ts'

const quoted = (words: readonly string[]): string => `'${words.join(' ').replaceAll("'", `'\\''`)}'`

function reply(value: Value): string {
  switch (value.kind) {
    case 'choice':
      return `_flowcensus_of ${quoted(value.choices)}`
    case 'file':
      return '_flowcensus_paths -f'
    case 'folder':
      return '_flowcensus_paths -d'
    default:
      return ':'
  }
}

/** What is to be sourced. */
export function bashCompletion(commands: readonly TypedCommand[]): string {
  const top = commands.filter(({ words }) => words.length === 1)
  const actionsOf = (name: string) =>
    commands.flatMap(({ words: [first, action] }) => (first === name && action !== undefined ? [action] : []))
  const patternOf = ({ words }: TypedCommand) => (words.length === 2 ? `'${words.join(' ')}'` : `'${words[0]} '*`)
  // An action before its command, whose pattern would take it.
  const cases = [...commands].sort((a, b) => b.words.length - a.words.length)
  const lines = cases.map(command => {
    const { words, options, argument } = command
    const values = options
      .filter(({ value }) => value.kind !== 'none')
      .map(({ long, value }) => `        ${long}) ${reply(value)}; return ;;`)
    const actions = words.length === 1 ? actionsOf(words[0] ?? '') : []
    return [
      `    ${patternOf(command)})`,
      ...(values.length === 0 ? [] : ['      case "$before" in', ...values, '      esac']),
      `      if [[ "$typed" == -* ]]; then _flowcensus_of ${quoted([...options.map(({ long }) => long), '--help'])}`,
      actions.length > 0
        ? `      else _flowcensus_of ${quoted(actions)}; fi ;;`
        : `      else ${reply(argument)}; fi ;;`,
    ].join('\n')
  })
  return `_flowcensus_of() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$typed"); }
_flowcensus_paths() { mapfile -t COMPREPLY < <(compgen "$1" -- "$typed"); compopt -o filenames 2>/dev/null; }
_flowcensus() {
  local typed=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  if (( COMP_CWORD == 1 )); then
    _flowcensus_of ${quoted([...top.map(({ words: [name = ''] }) => name), '--help', '--version'])}
    return
  fi
  local second=\${COMP_WORDS[2]}
  (( COMP_CWORD == 2 )) && second=
  case "\${COMP_WORDS[1]} $second" in
${lines.join('\n')}
  esac
}
complete -F _flowcensus flowcensus`
}

/** zsh has bash's way under a name of its own; it has no mapfile and no compopt. */
export const zshCompletion = (commands: readonly TypedCommand[]): string =>
  `#compdef flowcensus
autoload -U +X compinit && compinit
autoload -U +X bashcompinit && bashcompinit
${bashCompletion(commands)
  .replace(/^_flowcensus_of.*$/m, '_flowcensus_of() { COMPREPLY=( $(compgen -W "$1" -- "$typed") ); }')
  .replace(/^_flowcensus_paths.*$/m, '_flowcensus_paths() { COMPREPLY=( $(compgen "$1" -- "$typed") ); }')}`
