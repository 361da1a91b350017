/** `npm run completion`: what a shell completes of this command line. */
import { Argument, type Command } from 'commander'
import { bashCompletion, zshCompletion } from '../completion/bash.ts'
import { fishCompletion } from '../completion/fish.ts'
import { typedCommands } from '../completion/words.ts'
import { WrongUse } from '../exit-codes.ts'
import { pipedCommand } from '../installation.ts'
import { examples } from '../options.ts'
import { newCommand } from '../summaries.ts'
import { print } from '../terminal.ts'

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion }

/** Declares `completion`. */
export const command = (): Command =>
  newCommand('completion')
    .description('Prints what completes the words of flowcensus in a shell; it is sourced where the shell starts.')
    .addArgument(new Argument('[shell]', 'the shell').choices(Object.keys(SHELLS)))
    .addHelpText(
      'after',
      examples(
        ['completion bash', 'for ~/.bashrc: source <(flowcensus completion bash)'],
        ['completion fish', 'for ~/.config/fish/completions/flowcensus.fish'],
      ),
    )
    .action((shell: keyof typeof SHELLS | undefined, _: unknown, own: Command) => {
      if (shell === undefined)
        throw new WrongUse(
          `completion: expected ${Object.keys(SHELLS).join(', ')}, found no shell; bash and zsh read it at their start: ` +
            `source <(${pipedCommand('completion', 'bash')}); fish: ${pipedCommand('completion', 'fish')} | source`,
        )
      // Main declares all commands for this one.
      if (own.parent !== null) print(SHELLS[shell](typedCommands(own.parent)))
    })
