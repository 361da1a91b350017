/**
 * In place of `functions/report/render/draw.ts`, where a test is not of drawings: figures and words are the same without them,
 * which take most of the time.
 */
import type { draw as drawing } from '../../functions/report/render/draw.ts'

/** A chart of no picture. */
export const draw: typeof drawing = async (name, title, description) => ({
  name,
  title,
  description,
  wide: '',
  narrow: '',
})
