/** Rows and text on standard output: for people to the width of their screen, through their pager; for programs as they are. */
import { Option } from 'commander'
import { WrongUse } from './exit-codes.ts'
import { formatOption } from './options.ts'
import { pagerFor, screenOf, throughPager } from './pager.ts'
import { formatRows, type RowFormat, type Rows } from './rows.ts'
import { print, printable, printError, printStyled } from './terminal.ts'

/** Options of a command that prints rows, as commander hands them over. */
export interface ShownOptions {
  format?: RowFormat
  json?: boolean
  csv?: boolean
  /** `--no-pager` says false. */
  pager?: boolean
}

/** `--format`, `--json`, `--csv`, `--no-pager` */
export const shownOptions = (): Option[] => [
  formatOption(),
  new Option('--json', 'the same as --format json'),
  new Option('--csv', 'the same as --format csv'),
  new Option('--no-pager', 'at a terminal: all at once, without the pager (PAGER, else less)'),
]

/** Throws where two of them differ. */
export function chosenFormat({ format = 'table', json, csv }: ShownOptions): RowFormat {
  const named = new Set<RowFormat>([
    ...(format === 'table' ? [] : [format]),
    ...(json === true ? (['json'] as const) : []),
    ...(csv === true ? (['csv'] as const) : []),
  ])
  if (named.size > 1) throw new WrongUse(`expected one way to print rows, found ${[...named].join(' and ')}; name one`)
  const [one] = named
  return one ?? 'table'
}

/** Prints rows in the format that was chosen. */
export async function showRows(rows: Rows, options: ShownOptions): Promise<void> {
  const format = chosenFormat(options)
  const { width, hasColours } = screenOf()
  if (format !== 'table' || width === undefined) return showText(formatRows(rows, format), options)
  const cut = { isCut: false }
  const text = formatRows(rows, format, { width, hasColours, onCut: () => (cut.isCut = true) })
  await showStyled(text, options)
  if (cut.isCut) printError('… stands where the terminal is too narrow; --csv and --json have all of it')
}

/** Prints text of one or more lines. */
export const showText = (text: string, options: Pick<ShownOptions, 'pager'>): Promise<void> => {
  const lines = text.split('\n').map(printable)
  return shown(lines.join('\n'), options, () => {
    for (const line of lines) print(line)
  })
}

/** The same, of lines whose parts are printable, with styles of our own between. */
const showStyled = (text: string, options: Pick<ShownOptions, 'pager'>): Promise<void> =>
  shown(text, options, () => printStyled(text))

async function shown(text: string, { pager: mayPage }: Pick<ShownOptions, 'pager'>, write: () => void): Promise<void> {
  const pager = mayPage === false ? undefined : pagerFor(text, screenOf())
  if (pager === undefined || !(await throughPager(pager, text))) write()
}
