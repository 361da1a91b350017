/** What a terminal shows of the bytes that it was sent: lines as they stand in the end, and which words stand out. */

interface Cell {
  character: string
  style: string
}

/** Of Select Graphic Rendition (ECMA-48, 8.3.117) what this project sends. */
const STYLES: Readonly<Record<string, string>> = { '1': 'bold', '2': 'dim' }

export interface Screen {
  /** Without spaces at the ends of lines; a screen that never scrolls. */
  text: string
  /** Words of each style, each once, in order. */
  styled: ReadonlyMap<string, readonly string[]>
}

/** Carriage return, line feed, backspace, and of the control sequences those that erase, go to a column, or style; throws for others. */
export function screenOf(sent: string): Screen {
  const lines: Cell[][] = [[]]
  let [row, column, style] = [0, 0, '']
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal is sent
  for (const [part, values = '', final] of sent.matchAll(/\u001b\[([0-9;?]*)([A-Za-z])|[\s\S]/gu)) {
    const line = lines[row] ?? []
    lines[row] = line
    if (part === '\r') column = 0
    else if (part === '\b') column = Math.max(0, column - 1)
    else if (part === '\n') row++
    else if (final === 'K') line.length = Math.min(line.length, column)
    else if (final === 'G') column = Number(values || 1) - 1
    else if (final === 'J') {
      line.length = Math.min(line.length, column)
      lines.length = row + 1
    } else if (final === 'm') style = STYLES[values] ?? ''
    else if (part.startsWith('\u001b'))
      throw new Error(`expected a control that is known, found ${JSON.stringify(part)}`)
    else {
      while (line.length < column) line.push({ character: ' ', style: '' })
      line[column++] = { character: part, style }
    }
  }
  const styled = new Map<string, string[]>()
  for (const line of lines)
    for (const [name, words] of wordsOf(line)) {
      const known = styled.get(name) ?? []
      styled.set(name, [...known, ...words.filter(word => !known.includes(word))])
    }
  const text = lines
    .map(line =>
      line
        .map(({ character }) => character)
        .join('')
        .trimEnd(),
    )
    .join('\n')
  return { text: text.replace(/\n+$/, ''), styled }
}

function wordsOf(line: readonly Cell[]): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const style of new Set(line.map(cell => cell.style))) {
    if (style === '') continue
    const text = line.map(cell => (cell.style === style ? cell.character : ' ')).join('')
    found.set(style, [...new Set(text.split(/\s+/).filter(word => word !== ''))])
  }
  return found
}
