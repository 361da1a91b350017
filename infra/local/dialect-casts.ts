/** Casts on which the engines differ. */
import { castTarget, mayBeDouble, mayBeTime, type Query } from './dialect-types.ts'
import { callOf, core, literalText, type Node } from './parse-tree.ts'

const WHOLE = ['integer', 'int', 'bigint', 'smallint', 'tinyint']
const TARGETS = [...WHOLE, 'double', 'varchar', 'date', 'timestamp']

/** What is wrong with a cast, and what to write instead; undefined for any other node. */
export function castProblem(node: Node, _above: readonly Node[], query: Query): string | undefined {
  const target = castTarget(node)
  const value = node.children?.[2]
  if (target === undefined || value === undefined) return undefined
  const own = core(value)
  const short = own.getText().slice(0, 60)
  if (/^try_cast$/i.test(node.children?.[0]?.getText() ?? ''))
    return 'expected cast, found try_cast; DuckDB reads more texts as numbers than Athena does'
  if (/^(var)?char\(/.test(target))
    return `expected varchar, found ${target}; here its length does not cut: substr(x, 1, n)`
  if (!TARGETS.includes(target) && !/^(decimal|row)\(/.test(target))
    return `expected a cast to ${TARGETS.join(', ')}, decimal or row, found ${target}; it is read otherwise here`
  const isWhole = ['round', 'floor'].includes(callOf(own)?.name ?? '')
  if (WHOLE.includes(target) && !isWhole && mayBeDouble(value, query))
    return (
      `expected round() or floor() around what may be a double, found ${short}; Athena rounds halves up, DuckDB to even: ` +
      `write cast(round(${short}) as ${target})`
    )
  if (target === 'varchar' && mayBeTime(value, query))
    return (
      `expected date_format(x, '%Y-%m-%d %H:%i:%s') of what may be a time, found cast(${short} as varchar); ` +
      `the engines write other fractions`
    )
  if (target === 'varchar' && mayBeDouble(value, query))
    return (
      `expected whole numbers or text in a cast to varchar, found ${short}, which may be a double; ` +
      `the engines write other digits: multiply and round it`
    )
  return textProblem(own, target)
}

/** Texts to see that DuckDB reads and Athena does not. */
function textProblem(own: Node, target: string): string | undefined {
  const text = literalText(own)
  if (text === undefined) return undefined
  if (WHOLE.includes(target) && !/^\s*[+-]?\d+\s*$/.test(text))
    return `expected a whole number in the text, found '${text.slice(0, 60)}'; Athena stops there`
  if (target === 'timestamp' && /\dT\d/i.test(text))
    return `expected a space between day and time, found '${text.slice(0, 60)}'; Athena stops there`
  return undefined
}
