/** Files of countries or autonomous systems, as users have them, to compiled ranges. What a file is its content says. */
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createGunzip, gunzip } from 'node:zlib'
import { unreadableFile } from '../named-file.ts'
import { cellsOf, csvLines } from './csv-cells.ts'
import { isOfLocations } from './csv-columns.ts'
import { addCsv, type ListTarget, type Locations } from './csv-ranges.ts'
import type { RangeData } from './labels.ts'
import { addMmdb } from './mmdb.ts'
import { createRangeBuilder } from './range-builder.ts'

export interface CompiledFiles {
  bytes: Uint8Array
  ranges: number
  /** Names of the files, and of a database its type. */
  name: string
  /** The newest day that a database says it was built; undefined for CSV. */
  built: string | undefined
}

interface RangeFile {
  path: string
  /** For messages. */
  name: string
  isGzip: boolean
  /** The first bytes of its content. */
  head: Buffer
}

/** A database is read whole; one of cities and all that is known of them has some 200 MB. */
const MOST_MMDB_BYTES = 2 ** 30
const PIECE_BYTES = 2 ** 18

/**
 * Compiles the files of one edition: an MMDB, or CSV, each plain or gzip; several where IPv4 and IPv6 are apart, or
 * locations lie beside the blocks. A list is never held whole. Throws, naming file and place, where one of them is not what
 * it should be.
 */
export async function compileRangeFiles(data: RangeData, paths: readonly string[]): Promise<CompiledFiles> {
  const files: RangeFile[] = []
  for (const path of paths) files.push(await openFile(path))
  const names = files.map(({ name }) => name).join(', ')
  const ranges = createRangeBuilder((expected, found) => target.refuse(expected, found))
  const target: ListTarget = {
    data,
    ranges,
    locations: undefined,
    lasts: { 4: undefined, 6: undefined },
    refuse: (expected, found) => new Error(`${names}: expected ${expected}, found ${found}`),
  }
  const types: string[] = []
  const lists: RangeFile[] = []
  let built: string | undefined
  for (const file of files) {
    // Text has no zero byte; the first node of a database has several.
    if (file.head.includes(0)) {
      const database = addMmdb(file.name, await wholeOf(file), data, ranges)
      types.push(`${file.name} (${database.type})`)
      if (built === undefined || (database.built ?? '') > built) built = database.built
    } else if (isOfLocations(firstCells(file))) target.locations = await readLocations(file)
    else lists.push(file)
  }
  for (const file of lists) {
    types.push(file.name)
    await addCsv({ name: file.name, pieces: piecesOf(file) }, target)
  }
  if (ranges.ranges === 0) throw new Error(`${names}: expected ranges with a label, found none`)
  return { bytes: ranges.encode(), ranges: ranges.ranges, name: types.join(', '), built }
}

async function openFile(path: string): Promise<RangeFile> {
  const name = basename(path)
  const first = await firstPiece(createReadStream(path, { end: 1 })).catch(error => {
    throw unreadableFile(path, name, error)
  })
  const file = { path, name, isGzip: first[0] === 0x1f && first[1] === 0x8b, head: first }
  return { ...file, head: await firstPiece(piecesOf(file)) }
}

async function firstPiece(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  for await (const piece of pieces) return piece
  return Buffer.alloc(0)
}

/** A file's content in pieces. Throws where its gzip is cut or damaged. */
async function* piecesOf({ path, name, isGzip }: Omit<RangeFile, 'head'>): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: PIECE_BYTES })
  if (!isGzip) return yield* file
  const content = createGunzip({ chunkSize: PIECE_BYTES })
  // Its errors come out of the content too.
  pipeline(file, content).catch(() => undefined)
  try {
    yield* content
  } catch (error) {
    throw brokenGzip(name, error)
  }
}

const brokenGzip = (name: string, error: unknown) =>
  new Error(`${name}: expected whole gzip, found ${messageOf(error)}; get it again`, { cause: error })

async function wholeOf({ path, name, isGzip }: RangeFile): Promise<Buffer> {
  const bytes = await readFile(path)
  if (!isGzip) return bytes
  return promisify(gunzip)(bytes, { maxOutputLength: MOST_MMDB_BYTES }).catch(error => {
    throw brokenGzip(name, error)
  })
}

const firstCells = ({ head }: RangeFile): string[] => cellsOf(head.toString('utf8').split(/\r?\n/, 1)[0] ?? '') ?? []

/** The countries of locations by their ids. */
async function readLocations(file: RangeFile): Promise<Locations> {
  const locations = new Map<string, string>()
  let id = -1
  let country = -1
  const refuse = (line: number, expected: string, found: string) =>
    new Error(`${file.name} line ${line}: expected ${expected}, found ${found}`)
  for await (const lines of csvLines(piecesOf(file), refuse)) {
    for (const { number, text } of lines) {
      const cells = cellsOf(text)
      const code = cells?.[country]
      if (id < 0 && cells !== undefined) {
        id = cells.indexOf('geoname_id')
        country = cells.indexOf('country_iso_code')
      } else if (cells === undefined || code === undefined)
        throw refuse(number, 'the cells of the header', JSON.stringify(text.slice(0, 80)))
      else locations.set(cells[id] ?? '', code)
    }
  }
  return locations
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
