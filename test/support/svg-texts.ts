/** Where the texts of a drawing lie, as far as that is known where there is no screen. */
import { textWidth } from '../../functions/report/render/text-width.ts'

interface Place {
  x: number
  y: number
  /** Of a text along x; a turned one runs up or down. */
  isTurned: boolean
}

/** Each text that reaches over an edge of its drawing: what it says, the edge, and by how many pixels. */
export function textsOutside(svg: string): string[] {
  const [, width = Number.NaN, height = Number.NaN] = (/viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? []).map(Number)
  const outside: string[] = []
  const parents: Place[] = [{ x: 0, y: 0, isTurned: false }]
  for (const [, close, name, attributes = '', inner = ''] of svg.matchAll(/<(\/?)(g|text)\b([^>]*)>([^<]*)/g)) {
    const own = placed(parents.at(-1) ?? { x: 0, y: 0, isTurned: false }, attributes)
    if (name === 'g' && close === '') parents.push(own)
    else if (name === 'g') parents.pop()
    else if (close === '' && !attributes.includes(' opacity="0"'))
      outside.push(...beyond(own, attributes, unescaped(inner), { width, height }))
  }
  return outside
}

function placed(parent: Place, attributes: string): Place {
  const place = { ...parent }
  const move = (x: number, y: number) => {
    // Turned by a quarter to the left: what is right is up.
    place.x += place.isTurned ? y : x
    place.y += place.isTurned ? -x : y
  }
  const [, transforms = ''] = /transform="([^"]*)"/.exec(attributes) ?? []
  for (const [, kind, first = '0', second = '0'] of transforms.matchAll(/(\w+)\((-?[\d.]+)(?:,(-?[\d.]+))?\)/g)) {
    if (kind === 'translate') move(Number(first), Number(second))
    else if (kind === 'rotate' && Number(first) === -90) place.isTurned = true
    else throw new Error(`expected translate or a quarter turn to the left, found ${kind}(${first})`)
  }
  move(attributeOf(attributes, ' x'), attributeOf(attributes, ' y'))
  return place
}

const attributeOf = (attributes: string, name: string): number =>
  Number(new RegExp(`${name}="(-?[\\d.]+)`).exec(attributes)?.[1] ?? 0)

const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')

function beyond(
  { x, y, isTurned }: Place,
  attributes: string,
  text: string,
  { width, height }: { width: number; height: number },
): string[] {
  const size = attributeOf(attributes, 'font-size')
  const length = textWidth(text, size, /font-weight="bold"/.test(attributes))
  const [, anchor = 'start'] = /text-anchor="(\w+)"/.exec(attributes) ?? []
  const before = anchor === 'end' ? length : anchor === 'middle' ? length / 2 : 0
  const [at, end] = isTurned ? [height - y, height] : [x, width]
  const line = isTurned ? [x, width] : [y, height]
  const over = {
    begin: before - at,
    end: at + length - before - end,
    // Digits and capitals are some 0.73 of a letter's size high.
    top: 0.73 * size - (line[0] ?? 0),
    bottom: (line[0] ?? 0) - (line[1] ?? 0),
  }
  return Object.entries(over).flatMap(([edge, by]) =>
    by > 0.5 ? [`"${text}" reaches ${by.toFixed(1)} px over the ${edge} of ${width} × ${height}`] : [],
  )
}
