/**
 * What makes DuckDB read the text that Athena reads: settings and macros, each with cases in test/cases/dialect. Athena's
 * engine version 3 speaks Trino's functions: https://trino.io/docs/current/functions.html. A macro that has the name of
 * a function of DuckDB's own stands before it; that one is then `system.main.<name>`.
 */

/** What Trino trims, besides the space: Java's white space, which leaves out those that do not break. */
const WHITE_SPACE = [
  ...[9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006],
  ...[0x2008, 0x2009, 0x200a, 0x2028, 0x2029, 0x205f, 0x3000],
]
  .map(codePoint => `chr(${codePoint})`)
  .join(' || ')

/** Trino's patterns of times, which are MySQL's, where strftime has another; in an order in which none is met twice. */
const PATTERNS: readonly (readonly [trino: string, strftime: string])[] = [
  ['%M', '%B'],
  ['%i', '%M'],
  ['%W', '%A'],
  ['%c', '%-m'],
  ['%e', '%-d'],
  ['%h', '%I'],
  ['%k', '%-H'],
  ['%l', '%-I'],
  ['%r', '%I:%M:%S %p'],
  ['%s', '%S'],
  ['%T', '%H:%M:%S'],
  ['%v', '%V'],
  ['%x', '%G'],
]
const STRFTIME = PATTERNS.reduce(
  (pattern, [trino, strftime]) => `system.main.replace(${pattern}, '${trino}', '${strftime}')`,
  'pattern',
)

/** A macro of functions that take any number of arguments, here up to six. */
function ofSeveral(name: string, body: (names: readonly string[]) => string): string {
  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  const overloads = names.slice(1).map((_, at) => {
    const own = names.slice(0, at + 2)
    return `(${own.join(', ')}) AS ${body(own)}`
  })
  return `CREATE OR REPLACE MACRO ${name}${overloads.join(', ')}`
}

/** NULL where any argument is; DuckDB's own passes over it. */
const orNull = (name: string): string =>
  ofSeveral(
    name,
    names =>
      `CASE WHEN ${names.map(own => `${own} IS NULL`).join(' OR ')} THEN NULL ELSE system.main.${name}(${names.join(', ')}) END`,
  )

/** Nothing of a text from 0, or from before its beginning; DuckDB's own gives what is left. */
const part = (name: string): string => {
  const isOutside = 'first = 0 OR first < -length(text)'
  const own = `system.main.substring(text, first`
  return (
    `CREATE OR REPLACE MACRO ${name}(text, first) AS CASE WHEN text IS NULL THEN NULL WHEN ${isOutside} THEN '' ELSE ${own}) END, ` +
    `(text, first, size) AS CASE WHEN text IS NULL THEN NULL WHEN ${isOutside} OR size < 0 THEN '' ELSE ${own}, size) END`
  )
}

export const PRELUDE: readonly string[] = [
  "SET TimeZone = 'UTC'",
  'SET integer_division = true',
  "SET default_null_order = 'nulls_last'",
  'CREATE OR REPLACE MACRO with_timezone(ts, zone) AS timezone(zone, ts)',
  // A moment in a zone: as its clock there, without zone; hour(), date_trunc() and casts then read that clock.
  'CREATE OR REPLACE MACRO at_timezone(moment, zone) AS timezone(zone, CAST(moment AS TIMESTAMPTZ))',
  'CREATE OR REPLACE MACRO day_of_week(ts) AS isodow(ts)',
  // Whole units between two times; DuckDB's own counts the bounds that lie between.
  'CREATE OR REPLACE MACRO date_diff(unit, first, last) AS date_sub(unit, first, last)',
  `CREATE OR REPLACE MACRO date_format(ts, pattern) AS strftime(ts, ${STRFTIME})`,
  'CREATE OR REPLACE MACRO to_unixtime(ts) AS epoch(ts)',
  // An empty sequence is an error in Trino.
  'CREATE OR REPLACE MACRO sequence(first, last) AS generate_series(first, last, CASE WHEN last < first THEN -1 ELSE 1 END), ' +
    '(first, last, step) AS CASE WHEN len(generate_series(first, last, step)) = 0 ' +
    "THEN error('sequence: expected a step that leads from its first to its last, found another') " +
    'ELSE generate_series(first, last, step) END',
  // The value may be NULL; DuckDB's own passes over it.
  'CREATE OR REPLACE MACRO min_by(value, key) AS arg_min_null(value, key)',
  'CREATE OR REPLACE MACRO max_by(value, key) AS arg_max_null(value, key)',
  orNull('greatest'),
  orNull('least'),
  ofSeveral('concat', names => names.join(' || ')),
  'CREATE OR REPLACE MACRO bitwise_and(a, b) AS a & b',
  'CREATE OR REPLACE MACRO bitwise_or(a, b) AS a | b',
  'CREATE OR REPLACE MACRO bitwise_or_agg(x) AS bit_or(x)',
  // Of whole numbers whole; DuckDB's own makes doubles of them.
  'CREATE OR REPLACE MACRO floor(x) AS CASE WHEN round(x) > x THEN round(x) - 1 ELSE round(x) END',
  // Of doubles a double.
  'CREATE OR REPLACE MACRO sign(x) AS round(x - x) + CASE WHEN x > 0 THEN 1 WHEN x < 0 THEN -1 ELSE 0 END',
  part('substr'),
  part('substring'),
  // NULL beyond the last part; DuckDB's own gives an empty text, and counts from the end below 1.
  'CREATE OR REPLACE MACRO split_part(text, delimiter, number) AS CASE WHEN number < 1 ' +
    "THEN error('split_part: expected a part from 1, found one below') ELSE string_split(text, delimiter)[number] END",
  "CREATE OR REPLACE MACRO replace(text, old) AS system.main.replace(text, old, ''), " +
    '(text, old, new) AS system.main.replace(text, old, new)',
  `CREATE OR REPLACE MACRO trim(text) AS ltrim(rtrim(text, ${WHITE_SPACE}), ${WHITE_SPACE}), ` +
    '(text, characters) AS ltrim(rtrim(text, characters), characters)',
  // Java has no capital of ß; a private character stands for it meanwhile.
  "CREATE OR REPLACE MACRO upper(text) AS system.main.replace(ucase(system.main.replace(text, 'ß', chr(57344))), chr(57344), 'ß')",
  // By code points; DuckDB's own keeps an accent behind its letter.
  'CREATE OR REPLACE MACRO reverse(text) AS CASE WHEN text IS NOT NULL THEN ' +
    "array_to_string([system.main.substring(text, place, 1) FOR place IN range(length(text), 0, -1)], '') END",
  'CREATE OR REPLACE MACRO strpos(text, part) AS instr(text, part)',
  'CREATE OR REPLACE MACRO regexp_like(text, pattern) AS regexp_matches(text, pattern)',
  'CREATE OR REPLACE MACRO cardinality(list) AS len(list)',
]
