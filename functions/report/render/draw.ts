/** Draws charts as SVG text with Vega: no script reaches the page, and the same data give the same bytes. */
import * as vega from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'
import type { Chart } from '../figures/figure.ts'
import { escapeMarkup, showControls } from './escape.ts'
import { BLUE, HATCH } from './palette.ts'
import { textWidth } from './text-width.ts'

/** Width of the drawing where the page has room, and on a phone: text keeps its size on both. */
const WIDE = 700
const NARROW = 350

const FONT = 'system-ui, sans-serif'

const CONFIG = {
  // The chart's own title and description are read out, not every mark.
  aria: false,
  background: 'transparent',
  font: FONT,
  axis: {
    labelColor: 'currentColor',
    titleColor: 'currentColor',
    domainColor: 'currentColor',
    tickColor: 'currentColor',
    domainOpacity: 0.4,
    tickOpacity: 0.4,
    gridColor: 'currentColor',
    gridOpacity: 0.12,
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: 'normal',
  },
  title: { color: 'currentColor', fontSize: 12, fontWeight: 'bold', anchor: 'start', offset: 4 },
  text: { color: 'currentColor', fontSize: 12 },
  view: { stroke: 'transparent' },
} as const

/**
 * Vega measures by this where there is no screen; its own estimate, 0.8 em a letter, leaves little of a phone's drawing beside
 * names of rows. A hook of vega-scenegraph (`src/util/text.js`) that is not in its types.
 */
const { textMetrics } = vega as unknown as {
  textMetrics: { width(item: { fontSize?: number; fontWeight?: unknown; limit?: number }, text: unknown): number }
}
textMetrics.width = ({ fontSize, fontWeight, limit = 0 }, text) => {
  const width = textWidth(String(text ?? '').trim(), fontSize ?? 11, fontWeight === 'bold')
  // A text over its limit is cut to it.
  return limit > 0 ? Math.min(limit, width) : width
}

/** A title in lines that do not stretch a drawing of this width; a single word may. */
export function linesWithin(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`
    if (lines.length > 0 && textWidth(longer, 12, true) <= width) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}

let drawn: Promise<unknown> = Promise.resolve()

/** Draws a chart in both widths; `specOf` gets the width of the drawing. Ids begin with the chart's name. */
export async function draw(
  name: string,
  title: string,
  description: string,
  specOf: (width: number, isNarrow: boolean) => TopLevelSpec,
): Promise<Chart> {
  const svg = async (isNarrow: boolean) => {
    const id = `${name}-${isNarrow ? 'narrow' : 'wide'}`
    return labelled(await svgOf(specOf(isNarrow ? NARROW : WIDE, isNarrow)), id, title, description)
  }
  return { name, title, description, wide: await svg(false), narrow: await svg(true) }
}

/** Vega counts clip ids per process: one drawing at a time, and each gets ids of its own afterwards. */
function svgOf(spec: TopLevelSpec): Promise<string> {
  const work = drawn.then(async () => {
    const quiet = vega.logger(vega.None)
    const view = new vega.View(vega.parse(compile({ ...spec, config: CONFIG }, { logger: quiet }).spec), {
      renderer: 'none',
    })
    const svg = await view.toSVG()
    view.finalize()
    return svg
  })
  drawn = work.catch(() => undefined)
  return work
}

/** What Vega says for scripts of a page, and of marks that are read out one by one: a chart is one picture. */
const UNUSED = / (?:class|role|aria-roledescription|aria-hidden|pointer-events)="[^"]*"/g

function labelled(svg: string, id: string, title: string, description: string): string {
  const ids = new Map<string, string>()
  return showControls(svg)
    .replace(UNUSED, '')
    .replace(/<[^>]*>/g, tag =>
      tag.replace(/-?\d+\.\d{3,}(?:e-\d+)?/g, number => String(Number(Number(number).toFixed(2)))),
    )
    .replace(new RegExp(` font-family="${FONT}"`, 'g'), '')
    .replace(/\b(?:clip|gradient)_?\d+\b/g, old => {
      const known = ids.get(old) ?? `${id}-${ids.size + 1}`
      ids.set(old, known)
      return known
    })
    .replace(
      /^<svg [^>]*viewBox="([^"]*)"[^>]*>/,
      (_, box) =>
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" font-family="${FONT}" role="img" ` +
        `aria-labelledby="${id}-title ${id}-desc">` +
        `<title id="${id}-title">${escapeMarkup(title)}</title><desc id="${id}-desc">${escapeMarkup(description)}</desc>` +
        (svg.includes(HATCH) ? hatchOf(`${id}-hatch`) : ''),
    )
    .replaceAll(HATCH, `url(#${id}-hatch)`)
}

const hatchOf = (id: string): string =>
  `<defs><pattern id="${id}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
  `<rect width="2" height="5" fill="${BLUE}"/></pattern></defs>`
