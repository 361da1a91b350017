/** The columns of a Parquet file, out of the tree that its footer holds. */
import { asStruct, asText, listOf, ParquetDamage, structOf, type ThriftStruct, wholeOf } from './thrift.ts'

/** Physical types of which values are read; the others are named in messages only. */
export const BOOLEAN = 0
export const INT32 = 1
export const INT64 = 2
/** Nanoseconds of a day and the day's Julian number: a time of Hive, Impala and Spark, deprecated and still written. */
export const INT96 = 3
export const FLOAT = 4
export const DOUBLE = 5
export const BYTE_ARRAY = 6
const typeNames = ['BOOLEAN', 'INT32', 'INT64', 'INT96', 'FLOAT', 'DOUBLE', 'BYTE_ARRAY', 'FIXED_LEN_BYTE_ARRAY']
export const typeName = (type: number): string => typeNames[type] ?? `type ${type}`

/** A leaf of the schema: what has values. */
export interface ParquetColumn {
  /** Names from the top of the schema down to the values, those of the groups that lists and maps are made of among them. */
  path: readonly string[]
  /** The same as one word, for messages. */
  name: string
  type: number
  /** How many along the path are optional or repeated: the definition level of a value that is there. */
  maxDefinition: number
  /** How many along the path are repeated: 0 where each row has at most one value. */
  maxRepetition: number
  /** Units of a millisecond, where the numbers are times since 1970: 1, 1,000 or 1,000,000. */
  perMs?: number
  /** Whole numbers without a sign. */
  isUnsigned: boolean
  /** Digits after the point of decimals. */
  scale: number
}

/** Names of a path as one key, which no other path has. */
export const pathKey = (path: readonly string[]): string => path.join('\0')

/** Schemas of security logs nest five deep; deeper leaves are left out. */
const DEEPEST = 16
/** OCSF's network class, with all of its objects three deep, has 2,000. */
const MOST_ELEMENTS = 65_536

/**
 * The leaves, in the order of the file (https://parquet.apache.org/docs/file-format/metadata/): the schema is a tree, written
 * depth first. Throws ParquetDamage where it has more elements than any schema.
 */
export function readColumns(footer: ThriftStruct): ParquetColumn[] {
  const [root, ...elements] = listOf(footer, 2).map(asStruct)
  if (elements.length > MOST_ELEMENTS) throw new ParquetDamage(`a schema of ${elements.length} columns`)
  const columns: ParquetColumn[] = []
  /** Groups that are open, with how many of their children are still to come. */
  const open = [{ left: wholeOf(root, 5) ?? 0, path: [] as string[], definition: 0, repetition: 0 }]
  for (const element of elements) {
    while ((open.at(-1)?.left ?? 1) <= 0) open.pop()
    const parent = open.at(-1)
    if (parent === undefined) break
    parent.left--
    const children = wholeOf(element, 5) ?? 0
    const repetition = wholeOf(element, 3) ?? 0
    const own = {
      left: children,
      path: [...parent.path.slice(0, DEEPEST), asText(element?.get(4))],
      definition: parent.definition + (repetition > 0 ? 1 : 0),
      repetition: parent.repetition + (repetition === 2 ? 1 : 0),
    }
    const type = wholeOf(element, 1)
    if (children > 0) open.push(own)
    else if (type !== undefined && own.path.length <= DEEPEST) columns.push(columnOf(element, type, own))
  }
  return columns
}

function columnOf(
  element: ThriftStruct | undefined,
  type: number,
  { path, definition, repetition }: { path: string[]; definition: number; repetition: number },
): ParquetColumn {
  const perMs = perMsOf(element)
  const integer = structOf(structOf(element, 10), 10)
  const converted = wholeOf(element, 6) ?? -1
  const isUnsigned = (converted >= 11 && converted <= 14) || integer?.get(2) === false
  return {
    ...{ path, name: path.join('.'), type, maxDefinition: definition, maxRepetition: repetition },
    ...{ isUnsigned, scale: wholeOf(element, 7) ?? 0 },
    ...(perMs === undefined ? {} : { perMs }),
  }
}

/** Of the type TIMESTAMP, or of the converted types before it. */
function perMsOf(element: ThriftStruct | undefined): number | undefined {
  const unit = structOf(structOf(structOf(element, 10), 8), 2)
  const converted = wholeOf(element, 6)
  if (unit?.has(1) === true || converted === 9) return 1
  if (unit?.has(2) === true || converted === 10) return 1000
  return unit?.has(3) === true ? 1_000_000 : undefined
}
