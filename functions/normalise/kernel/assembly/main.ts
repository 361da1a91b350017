/**
 * Plain lines of a log, many at a time, into columns of rows. Whatever is not plain (ends of both families, no word where one
 * is needed, a day, an exporter or a number that the rest of normalise has not met) ends the run before its line.
 */
import { clearEnds, isFull, setFull } from './ends'
import { clearEnds6 } from './ends6'
import { clearExporters } from './exporters'
import { MOST_ROWS } from './memory'
import { beginDays, beginRun, lookAgain, pairs, rows, untilLook } from './record'
import { clearWords } from './texts'
import { vpcLine } from './vpc'
import { zeekLine } from './zeek'

export { setMultipliers } from './ends6'
export { addExporter, addLive } from './exporters'
export { first, last, pairs, rows, slots } from './record'

/** Lines of the run. */
export let lines: i32 = 0
/** 1 where the run ended before a line that is not plain. */
export let isUnusual: i32 = 0

let isZeek: bool = false
let lastColumn: i32 = -1

/** Whose lines come, and of how many columns, whose roles lie in memory. Words may say something else from here on. */
export function setForm(zeek: i32, columns: i32): void {
  isZeek = zeek !== 0
  lastColumn = columns - 1
  clearWords()
}

/** Begins days in a row, of which ends, exporters and words are unknown. */
export function setDays(startMs: f64, dayCount: i32, latestMs: f64, networkCount: i32): void {
  beginDays(<i64>startMs, dayCount, <i64>latestMs, networkCount)
  clearEnds()
  clearEnds6()
  clearExporters(networkCount, dayCount)
  clearWords()
}

/** To be called by the owner of numbers: they are so many that they are to be looked at. */
export function stop(): void {
  setFull(1)
}

/**
 * Reads whole lines from `from` up to `to`, behind a line feed; at most `most` rows. Returns where it ended: at the
 * beginning of a line. `framed`: lines before. `until`: rows until sizes are looked at; `full`: whether they are large.
 */
export function read(from: i32, to: i32, framed: f64, most: i32, until: i32, full: i32): i32 {
  lines = isUnusual = 0
  beginRun(until)
  setFull(full)
  let at = <usize>from
  while (at < <usize>to) {
    if (rows >= most || pairs >= <i32>MOST_ROWS) return <i32>at
    const record = framed + <f64>(lines + 1)
    const next = isZeek ? zeekLine(at, lastColumn, record) : vpcLine(at, lastColumn, record)
    if (next === 0) {
      isUnusual = 1
      return <i32>at
    }
    lines++
    at = next
    if (untilLook === 0) {
      lookAgain()
      if (isFull !== 0) return <i32>at
    }
  }
  return <i32>at
}
