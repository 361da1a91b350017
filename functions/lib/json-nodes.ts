/** JSON (RFC 8259) that a user writes, with the place of every value, for messages. */

/** Where a value or a key begins, counted from 1. */
export interface JsonPlace {
  line: number
  column: number
}

/** `path`: how one comes there, `reports[2].window`; empty for the whole. */
export type JsonNode = JsonPlace & { path: string } & (
    | { kind: 'object'; members: readonly JsonMember[] }
    | { kind: 'list'; items: readonly JsonNode[] }
    | { kind: 'value'; value: string | number | boolean | null }
  )

/** A key, as often as the text has it. */
export interface JsonMember extends JsonPlace {
  key: string
  value: JsonNode
}

/** The text is no JSON; the message says where, what was expected and what was found. */
export class NoJson extends Error {
  override name = 'NoJson'
}

const MOST_DEEP = 20
const TOKEN = new RegExp(
  [
    /[\{\}\[\]:,]/v,
    // C0 controls may not stand in a text.
    /"(?:[^"\\[\p{Cc}--[\u007f-\u009f]]]|\\(?:["\\\/bfnrt]|u[0-9a-fA-F]{4}))*"/v,
    /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+\-]?\d+)?(?![\w.+\-])/v,
    /(?:true|false|null)(?!\w)/v,
  ]
    .map(({ source }) => source)
    .join('|'),
  'vy',
)
const SPACE = /[ \t\r\n]*/y

/** Reads the text whole. Throws NoJson at the first character that cannot be. */
export function readJsonNodes(text: string): JsonNode {
  let at = text.startsWith('\ufeff') ? 1 : 0
  let line = 1
  let lineBegin = at

  /** The next token, without taking it; empty at the end, undefined where none can be. */
  function peek(): string | undefined {
    SPACE.lastIndex = at
    const space = SPACE.exec(text)?.[0] ?? ''
    for (let index = 0; index < space.length; index++)
      if (space[index] === '\n') {
        line++
        lineBegin = at + index + 1
      }
    at += space.length
    if (at === text.length) return ''
    TOKEN.lastIndex = at
    return TOKEN.exec(text)?.[0]
  }
  const place = (): JsonPlace => ({ line, column: at - lineBegin + 1 })
  function refuse(expected: string): never {
    const rest = text.slice(at).split(/[\r\n]/, 1)[0] ?? ''
    const found = at === text.length ? 'the end of the file' : JSON.stringify(rest.slice(0, 30))
    const { line: onLine, column } = place()
    throw new NoJson(`line ${onLine}, column ${column}: expected ${expected}, found ${found}`)
  }
  function take(wanted: string, expected: string): void {
    if (peek() !== wanted) refuse(expected)
    at += wanted.length
  }

  function node(path: string, depth: number): JsonNode {
    const token = peek()
    if (depth > MOST_DEEP) refuse(`at most ${MOST_DEEP} brackets within each other`)
    const begin = { ...place(), path }
    if (token === '{') return { ...begin, kind: 'object', members: members(path, depth) }
    if (token === '[') return { ...begin, kind: 'list', items: items(path, depth) }
    if (token === undefined || token === '' || /^[}\]:,]/.test(token)) return refuse('a value')
    at += token.length
    return { ...begin, kind: 'value', value: JSON.parse(token) }
  }

  function items(path: string, depth: number): JsonNode[] {
    const found: JsonNode[] = []
    take('[', '[')
    if (peek() === ']') at++
    else
      for (;;) {
        found.push(node(`${path}[${found.length}]`, depth + 1))
        if (peek() === ']') break
        take(',', 'a comma or ]')
      }
    if (found.length > 0) take(']', ']')
    return found
  }

  function members(path: string, depth: number): JsonMember[] {
    const found: JsonMember[] = []
    take('{', '{')
    if (peek() === '}') at++
    else
      for (;;) {
        const token = peek()
        if (token === undefined || !token.startsWith('"')) return refuse('a key in double quotes')
        const begin = place()
        const key: string = JSON.parse(token)
        at += token.length
        take(':', 'a colon behind the key')
        found.push({ ...begin, key, value: node(path === '' ? key : `${path}.${key}`, depth + 1) })
        if (peek() === '}') break
        take(',', 'a comma or }')
      }
    if (found.length > 0) take('}', '}')
    return found
  }

  const whole = node('', 0)
  if (peek() !== '') refuse('nothing more')
  return whole
}
