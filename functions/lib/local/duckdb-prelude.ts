/**
 * What makes DuckDB read the text that Athena reads: one macro or setting a line, each with a test. Athena's engine
 * version 3 speaks Trino's functions: https://trino.io/docs/current/functions.html
 */
export const PRELUDE: readonly string[] = [
  "SET TimeZone = 'UTC'",
  'SET integer_division = true',
  "SET default_null_order = 'nulls_last'",
  'CREATE OR REPLACE MACRO with_timezone(ts, zone) AS timezone(zone, ts)',
  // A moment in a zone: as its clock there, without zone; hour(), date_trunc() and casts then read that clock.
  'CREATE OR REPLACE MACRO at_timezone(moment, zone) AS timezone(zone, moment)',
  'CREATE OR REPLACE MACRO day_of_week(ts) AS isodow(ts)',
  'CREATE OR REPLACE MACRO sequence(first, last, step) AS generate_series(first, last, step)',
  'CREATE OR REPLACE MACRO to_unixtime(ts) AS epoch(ts)',
  'CREATE OR REPLACE MACRO min_by(value, key) AS arg_min(value, key)',
  'CREATE OR REPLACE MACRO max_by(value, key) AS arg_max(value, key)',
  'CREATE OR REPLACE MACRO bitwise_and(a, b) AS a & b',
  'CREATE OR REPLACE MACRO bitwise_or(a, b) AS a | b',
  // Trino's patterns are MySQL's: %i minutes, %s seconds.
  "CREATE OR REPLACE MACRO date_format(ts, pattern) AS strftime(ts, replace(replace(pattern, '%i', '%M'), '%s', '%S'))",
  'CREATE OR REPLACE MACRO strpos(text, part) AS instr(text, part)',
  'CREATE OR REPLACE MACRO cardinality(list) AS len(list)',
]
