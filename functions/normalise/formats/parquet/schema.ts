/** The columns of a Parquet file, out of the tree that its footer holds. */
import { asStruct, asText, listOf, ParquetDamage, structOf, type ThriftStruct, type Wanted, wholeOf } from './thrift.ts'

/** Physical types, by Parquet's numbers. */
export const BOOLEAN = 0
export const INT32 = 1
export const INT64 = 2
/** Nanoseconds of a day and the day's Julian number: a time of Hive, Impala and Spark, deprecated and still written. */
export const INT96 = 3
export const FLOAT = 4
export const DOUBLE = 5
export const BYTE_ARRAY = 6
export const FIXED_LEN_BYTE_ARRAY = 7
const typeNames = ['BOOLEAN', 'INT32', 'INT64', 'INT96', 'FLOAT', 'DOUBLE', 'BYTE_ARRAY', 'FIXED_LEN_BYTE_ARRAY']

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
  /** Of decimals, whole numbers of any type: how many of their digits stand after the point. */
  scale?: number
  /** Bytes of a value of fixed length. */
  typeLength?: number
  /** What the values mean, where it is neither text, number nor time: `DATE` and its like, which are not read. */
  meaning?: string
  /** Whether no row can have a value: the type of what is null everywhere. */
  isNothing?: true
}

/** Whether the values are texts: bytes of any length, or of a fixed one. */
export const isText = ({ type, scale, meaning }: ParquetColumn): boolean =>
  (type === BYTE_ARRAY || type === FIXED_LEN_BYTE_ARRAY) && scale === undefined && meaning === undefined

/** Whether the values are times: epoch ms, as a cursor gives them. */
export const isTime = ({ type, perMs }: ParquetColumn): boolean => perMs !== undefined || type === INT96

/** Whether the values are numbers: whole, floating or decimal. */
export const isNumber = (column: ParquetColumn): boolean =>
  !isText(column) && !isTime(column) && column.type !== BOOLEAN && column.meaning === undefined

/** The type of the values for messages: `DATE (INT32)`, `DECIMAL (FIXED_LEN_BYTE_ARRAY)`. */
export function typeOf(column: ParquetColumn): string {
  const physical = typeNames[column.type] ?? `type ${column.type}`
  const meaning = column.meaning ?? (column.scale !== undefined ? 'DECIMAL' : isTime(column) ? 'TIMESTAMP' : undefined)
  return meaning === undefined ? physical : `${meaning} (${physical})`
}

/** Names of a path as one key, which no other path has. */
export const pathKey = (path: readonly string[]): string => path.join('\0')

/** What is read of an element of the schema. */
export const SCHEMA_ELEMENT: Wanted = { 1: true, 2: true, 3: true, 4: true, 5: true, 6: true, 7: true, 10: true }

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
  const logical = structOf(element, 10)
  const converted = wholeOf(element, 6) ?? -1
  const name = path.length === 1 ? (path[0] as string) : path.join('.')
  const plain = { path, name, type, maxDefinition: definition, maxRepetition: repetition, isUnsigned: false }
  if (logical === undefined && converted < DECIMAL && type !== FIXED_LEN_BYTE_ARRAY) return plain
  const perMs = perMsOf(element)
  const decimal = structOf(logical, 5)
  const meaning = [...(logical?.keys() ?? [])].map(id => logicalMeanings[id])[0] ?? convertedMeanings[converted]
  const typeLength = wholeOf(element, 2)
  const isDecimal = decimal !== undefined || converted === DECIMAL
  return {
    ...plain,
    isUnsigned: (converted >= 11 && converted <= 14) || structOf(logical, 10)?.get(2) === false,
    ...(isDecimal ? { scale: wholeOf(element, 7) ?? wholeOf(decimal, 1) ?? 0 } : {}),
    ...(typeLength === undefined ? {} : { typeLength }),
    ...(logical?.has(NULL_TYPE) === true ? { isNothing: true as const } : {}),
    ...(perMs === undefined ? {} : { perMs }),
    ...(meaning === undefined ? {} : { meaning }),
  }
}

const DECIMAL = 5
const NULL_TYPE = 11
/** By the field of LogicalType, and by ConvertedType. */
const logicalMeanings: Readonly<Record<number, string>> = {
  6: 'DATE',
  7: 'TIME',
  14: 'UUID',
  15: 'FLOAT16',
  17: 'GEOMETRY',
  18: 'GEOGRAPHY',
}
const convertedMeanings: Readonly<Record<number, string>> = { 6: 'DATE', 7: 'TIME', 8: 'TIME', 21: 'INTERVAL' }

/** Of the type TIMESTAMP, or of the converted types before it. */
function perMsOf(element: ThriftStruct | undefined): number | undefined {
  const unit = structOf(structOf(structOf(element, 10), 8), 2)
  const converted = wholeOf(element, 6)
  if (unit?.has(1) === true || converted === 9) return 1
  if (unit?.has(2) === true || converted === 10) return 1000
  return unit?.has(3) === true ? 1_000_000 : undefined
}
