/**
 * What Athena and DuckDB read alike but answer otherwise, and no macro can mend: refused, with what to write instead.
 * Each has cases in test/cases/dialect. The parse tree knows no types: what may be a double or a time is told by what it
 * is made of.
 */
import { castProblem } from './dialect-casts.ts'
import { castTarget, columnName, isColumn, isDate, isMomentInZone, mayBeDecimal, type Query } from './dialect-types.ts'
import {
  callOf,
  core,
  kindOf,
  literalText,
  type Node,
  nodesIn,
  type Place,
  placeOf,
  userOf,
  walk,
} from './parse-tree.ts'

/** What is wrong, with what to write instead; undefined where the node is none of this rule's, or is right. */
type Rule = (node: Node, above: readonly Node[], query: Query) => string | undefined

/** Every place where the engines would answer differently. */
export function differencesIn(tree: unknown): (Place & { problem: string })[] {
  const found: (Place & { problem: string })[] = []
  const query = { tree, zoned: zonedNames(tree) }
  walk(tree, (node, above) => {
    for (const rule of RULES) {
      const problem = rule(node, above, query)
      if (problem !== undefined) found.push({ ...placeOf(node), problem })
    }
  })
  return found
}

const UNITS = ['millisecond', 'second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year']
/** Read the clock of a moment in its zone. */
const CLOCK_READERS = ['hour', 'minute', 'day', 'day_of_week', 'week', 'month', 'quarter', 'year', 'date_format']
const short = (node: Node): string => node.getText().slice(0, 60)

const zoneOperator: Rule = node =>
  kindOf(node) === 'AtTimeZone'
    ? `expected at_timezone(with_timezone(x, 'UTC'), zone), found AT TIME ZONE (${short(node)}); ` +
      `of a time without zone it means the opposite here`
    : undefined

/** A moment in a zone is its clock here: only what reads the clock gives the same; so with a column that holds one. */
const momentInZone: Rule = (node, above, { zoned }) => {
  const isNamed = isColumn(node) && zoned.has(columnName(node))
  if (!isNamed && !isMomentInZone(node)) return undefined
  const user = userOf(above)
  const call = user === undefined ? undefined : callOf(user)
  if (call !== undefined && [...CLOCK_READERS, 'date_trunc'].includes(call.name)) return undefined
  if (user !== undefined && /^(date|timestamp)$/.test(castTarget(user) ?? '')) return undefined
  if (user !== undefined && kindOf(user) === 'Extract') return undefined
  const isInner = above.some(outer => ['SubqueryRelation', 'NamedQuery'].includes(kindOf(outer)))
  if (isInner && user !== undefined && /^Select(Item|List)$|^QuerySpecification$/.test(kindOf(user))) return undefined
  return (
    `expected ${CLOCK_READERS.join('(), ')}() or cast(… as timestamp) around a moment in a zone, found ${short(node)} without; ` +
    'there it is another value here'
  )
}

/** Names that select items give to moments in a zone. */
function zonedNames(tree: unknown): ReadonlySet<string> {
  const names = new Set<string>()
  for (const item of nodesIn(tree, 'SelectItem')) {
    const [value] = item.children ?? []
    const name = item.children?.at(-1)
    if (value !== undefined && name !== undefined && isMomentInZone(core(value))) names.add(columnName(name))
  }
  return names
}

const otherZone: Rule = (node, above) => {
  const call = callOf(node)
  if (call?.name !== 'with_timezone' || literalText(call.arguments[1]) === 'UTC') return undefined
  const user = userOf(above)
  if (user !== undefined && ['at_timezone', 'to_unixtime'].includes(callOf(user)?.name ?? '')) return undefined
  return (
    `expected with_timezone(x, 'UTC'), or another zone within at_timezone or to_unixtime, ` +
    `found ${short(node)}; a moment has no zone of its own here`
  )
}

const unit: Rule = node => {
  const call = callOf(node)
  if (call?.name !== 'date_diff' && call?.name !== 'date_trunc') return undefined
  const found = literalText(call.arguments[0])
  if (found !== undefined && UNITS.includes(found.toLowerCase())) return undefined
  return `expected one of '${UNITS.join("', '")}' in ${call.name}, found ${call.arguments[0]?.getText() ?? 'nothing'}`
}

/** Of dates these give dates on Athena and times here, unless a cast makes both one. */
const dateArithmetic: Rule = (node, above) => {
  const call = callOf(node)
  const [left, operator, right] = kindOf(node) === 'ArithmeticBinary' ? (node.children ?? []) : []
  if (left !== undefined && right !== undefined && operator?.getText() === '-' && isDate(left) && isDate(right))
    return `expected date_diff('day', ${short(right)}, ${short(left)}), found one date minus another: an interval on Athena, a number here`
  const isSum = left !== undefined && right !== undefined && (isDate(left) || isDate(right))
  const isPart = call?.name === 'date_trunc' && call.arguments[1] !== undefined && isDate(call.arguments[1])
  if (!isSum && !isPart) return undefined
  const user = userOf(above)
  if (user !== undefined && (isDate(user) || kindOf(user) === 'Cast' || kindOf(user) === 'Predicated')) return undefined
  if (user !== undefined && [...CLOCK_READERS, 'date_diff'].includes(callOf(user)?.name ?? '')) return undefined
  return `expected cast(${short(node)} as date), found it without; it is a time here and a date on Athena`
}

const sequences: Rule = node => {
  const call = callOf(node)
  if (call?.name !== 'sequence') return undefined
  if (call.arguments.slice(0, 2).some(isDate))
    return `expected times in sequence, found dates (${short(node)}): they are times here; cast them to timestamp, and the result to date`
  if (/interval'[^']*'(month|year)$/i.test(call.arguments[2]?.getText() ?? ''))
    return `expected a step of days or less in sequence, found ${call.arguments[2]?.getText()}; here the last days of months are lost`
  return undefined
}

const subscript: Rule = node => {
  const index = kindOf(node) === 'Subscript' ? node.children?.[2]?.getText() : undefined
  if (index === undefined || /^[1-9]\d*$/.test(index)) return undefined
  return (
    `expected a whole number from 1 as index, found [${index}]; ` +
    `Athena stops where there is none, DuckDB counts from the end or gives NULL`
  )
}

const FIELDS = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second']
const extraction: Rule = node => {
  const field = kindOf(node) === 'Extract' ? node.children?.[2]?.getText() : undefined
  if (field === undefined || FIELDS.includes(field.toLowerCase())) return undefined
  return `expected ${FIELDS.join(', ')} in extract, found ${field}; of the day of the week: day_of_week(x)`
}

const valueRows: Rule = node => {
  if (kindOf(node) !== 'InlineTable') return undefined
  const bare = (node.children ?? []).slice(1).find(child => !/^(,|\(.*\))$/s.test(child.getText()))
  return bare && `expected each row of VALUES in parentheses, found ${short(bare)}; write (${short(bare)})`
}

const PATTERN = /^(?:[^%]|%[abcdefHhIijklMmprSsTvWxYy])+$/
const timePattern: Rule = node => {
  const call = callOf(node)
  if (call?.name !== 'date_format') return undefined
  if (PATTERN.test(literalText(call.arguments[1]) ?? '')) return undefined
  return (
    `expected a pattern in quotes of text and %a %b %c %d %e %f %H %h %I %i %j %k %l %M %m %p %r %S %s %T %v %W %x %Y %y, ` +
    `found ${call.arguments[1]?.getText() ?? 'nothing'}`
  )
}

/** Athena's patterns look around and back, and nest classes; those here do not. */
const UNLIKE = /\\[1-9]|\\[^bBdDsSwWAzxpPQEtnrfv\W\d]|\(\?(?![ims:])|[*+?}]\+|&&|\[[^\]]*\[(?!:)/
const expressionPattern: Rule = node => {
  const call = callOf(node)
  if (call?.name !== 'regexp_like') return undefined
  const pattern = literalText(call.arguments[1])
  if (pattern === undefined)
    return `expected a pattern in quotes in regexp_like, found ${call.arguments[1]?.getText() ?? 'nothing'}`
  const [found] = UNLIKE.exec(pattern) ?? []
  if (found !== undefined)
    return (
      `expected a pattern that means the same here, found ${found}: ` +
      `no references back, looking around, possessive repetition or classes within classes`
    )
  return /\$/.test(pattern.replace(/\\.|\[[^\]]*\]/g, ''))
    ? `expected a pattern without $, found ${pattern.slice(0, 60)}; on Athena it also stands before a last line feed: write \\z`
    : undefined
}

const emptyPart: Rule = node => {
  const call = callOf(node)
  if (call?.name !== 'replace' || literalText(call.arguments[1]) !== '') return undefined
  return "expected a text to be replaced, found ''; Athena puts the new one between all characters, DuckDB nowhere"
}

/** Decimals are rounded to the digits of their parts on Athena. */
const decimals: Rule = (node, _, query) => {
  const call = callOf(node)
  if (call?.name !== 'avg' && call?.name !== 'round') return undefined
  if (!call.arguments.some(argument => mayBeDecimal(argument, query))) return undefined
  return (
    `expected whole numbers or doubles in ${call.name}, found what may be a decimal (${short(node)}); Athena keeps the digits of ` +
    'its parts: write 100e0 for 100.0'
  )
}

const nullTreatment: Rule = node =>
  kindOf(node) === 'NullTreatment'
    ? `expected a window function without ${node.getText()}, found it; leave such rows out by WHERE before`
    : undefined

const offset: Rule = node => {
  const call = callOf(node)
  if (call?.name !== 'lag' && call?.name !== 'lead') return undefined
  const found = call.arguments[1]?.getText() ?? '1'
  return /^\d+$/.test(found) ? undefined : `expected a whole number from 0 as offset of ${call.name}, found ${found}`
}

const joinedNumber: Rule = node => {
  if (kindOf(node) !== 'Concatenation') return undefined
  const number = (node.children ?? []).find(child => /^-?[\d.]+(e-?\d+)?$/i.test(child.getText()))
  return number && `expected texts around ||, found ${short(number)}; write '${short(number)}' or cast(… as varchar)`
}

const RULES: readonly Rule[] = [
  zoneOperator,
  momentInZone,
  otherZone,
  unit,
  dateArithmetic,
  sequences,
  castProblem,
  subscript,
  extraction,
  valueRows,
  timePattern,
  expressionPattern,
  emptyPart,
  decimals,
  nullTreatment,
  offset,
  joinedNumber,
]
