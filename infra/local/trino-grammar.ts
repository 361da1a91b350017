/**
 * The Trino grammar of dt-sql-parser. The package is written for bundlers: its imports name folders and files without
 * ending, which Node refuses; a resolve hook for that package alone puts the endings on.
 */
import { existsSync, statSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { TrinoSQL } from 'dt-sql-parser'

let grammar: Promise<TrinoSQL> | undefined

/** Loads the grammar once, about 0.6 s. */
export function loadGrammar(): Promise<TrinoSQL> {
  grammar ??= (async () => {
    const hooks = registerHooks({
      resolve(specifier, context, next) {
        const parent = context.parentURL ?? ''
        if (!/^\.{1,2}\//.test(specifier) || !/\/(dt-sql-parser|antlr4-c3)\//.test(parent))
          return next(specifier, context)
        const base = new URL(specifier, parent)
        for (const ending of ['', '.js', '/index.js']) {
          const url = new URL(`${base.href}${ending}`)
          const path = fileURLToPath(url)
          if (existsSync(path) && statSync(path).isFile()) return next(url.href, context)
        }
        return next(specifier, context)
      },
    })
    try {
      const { TrinoSQL: Grammar } = await import('dt-sql-parser')
      return new Grammar()
    } finally {
      hooks.deregister()
    }
  })()
  return grammar
}
