/** What an expression may be, as far as its parse tree and the columns of the tables say. */
import { allTables } from '../../functions/lib/tables/index.ts'
import { callOf, core, kindOf, type Node, walk } from './parse-tree.ts'

/** Columns of all tables by name, and whether any of that name is a time. */
const columns = new Map<string, boolean>()
for (const table of allTables) {
  for (const { name, type } of table.columns) columns.set(name, columns.get(name) === true || type === 'timestamp')
  for (const name of table.partitions) columns.set(name, false)
}

/** Name of the type that a cast makes, in lower case and without spaces; undefined for any other node. */
export function castTarget(node: Node): string | undefined {
  if (kindOf(node) !== 'Cast') return undefined
  return (node.children ?? []).at(-2)?.getText().toLowerCase()
}

/** Whether an expression is a date to see: a literal, a cast, or what is made of these by date_trunc, + and -. */
export function isDate(node: Node): boolean {
  const own = core(node)
  if (kindOf(own) === 'TypeConstructor') return /^date'/i.test(own.getText())
  if (castTarget(own) === 'date') return true
  const call = callOf(own)
  if (call?.name === 'date_trunc') return call.arguments[1] !== undefined && isDate(call.arguments[1])
  if (kindOf(own) !== 'ArithmeticBinary') return false
  const [left, , right] = own.children ?? []
  return left !== undefined && right !== undefined && isDate(left) !== isDate(right)
}

const TIME_CALLS = ['date_trunc', 'at_timezone', 'with_timezone']
/** Calls that give whole numbers, text or truth, whatever they are given. */
const PLAIN_CALLS =
  'hour minute day day_of_week week month quarter year date_format date_diff length strpos cardinality count rank dense_rank ' +
  'row_number starts_with regexp_like split_part substr substring lower upper trim replace reverse lpad concat concat_ws chr ' +
  'bitwise_and bitwise_or bitwise_or_agg'
const isPlainCall = (node: Node): boolean => PLAIN_CALLS.split(' ').includes(callOf(node)?.name ?? '')

/** A whole query, for what its parts do not say. */
export interface Query {
  tree: unknown
  /** Columns that it makes of moments in a zone. */
  zoned: ReadonlySet<string>
}

/** Whether an expression is a moment in a zone to see: at_timezone, or date_trunc of one. */
export function isMomentInZone(node: Node): boolean {
  const call = callOf(node)
  if (call?.name === 'at_timezone') return true
  return call?.name === 'date_trunc' && call.arguments.some(argument => isMomentInZone(core(argument)))
}

/** Whether an expression may be a time: it holds one that no call or cast made something else of. */
export const mayBeTime = (node: Node, query: Query): boolean => mayBe(node, query, isTimeSource, isWithNumber)

/** Whether an expression may be a double. */
export const mayBeDouble = (node: Node, query: Query): boolean => mayBe(node, query, isDoubleSource)

/** Whether an expression may be a decimal. */
export const mayBeDecimal = (node: Node, query: Query): boolean => mayBe(node, query, isDecimalSource)

function isTimeSource(node: Node): boolean {
  if (kindOf(node) === 'TypeConstructor') return /^timestamp'/i.test(node.getText())
  if (/^timestamp/.test(castTarget(node) ?? '') || TIME_CALLS.includes(callOf(node)?.name ?? '')) return true
  return kindOf(node) === 'CurrentTimestamp' || (isColumn(node) && columns.get(columnName(node)) === true)
}

function isDoubleSource(node: Node): boolean {
  if (kindOf(node) === 'DoubleLiteral' || castTarget(node) === 'double' || castTarget(node) === 'real') return true
  return ['avg', 'power', 'to_unixtime'].includes(callOf(node)?.name ?? '')
}

const isDecimalSource = (node: Node): boolean =>
  kindOf(node) === 'DecimalLiteral' || (castTarget(node) ?? '').startsWith('decimal')

/** Both engines refuse a time plus or minus a number: what is calculated with one is none. */
function isWithNumber(node: Node): boolean {
  const [left, , right] = kindOf(node) === 'ArithmeticBinary' ? (node.children ?? []) : []
  return [left, right].some(side => side !== undefined && /^\d+$/.test(core(side).getText()))
}

/** A column that no table has may be anything that the query makes anywhere. */
function mayBe(node: Node, query: Query, isSource: (node: Node) => boolean, isNone = (_: Node) => false): boolean {
  if (isSource(node)) return true
  if (castTarget(node) !== undefined || isPlainCall(node) || isComparison(node) || isNone(node)) return false
  if (isColumn(node) && !columns.has(columnName(node))) {
    let isMade = false
    walk(query.tree, other => {
      isMade ||= isSource(other)
    })
    return isMade
  }
  return (node.children ?? []).some(child => mayBe(child, query, isSource, isNone))
}

/** A condition is true or not, whatever it compares. */
const isComparison = (node: Node): boolean => kindOf(node) === 'Predicated' && (node.children ?? []).length > 1

export const isColumn = (node: Node): boolean => ['ColumnReference', 'ColumnRef', 'Dereference'].includes(kindOf(node))

/** Name of a column in lower case, without its table and quotes. */
export const columnName = (node: Node): string =>
  (node.getText().toLowerCase().split('.').at(-1) ?? '').replaceAll('"', '')
