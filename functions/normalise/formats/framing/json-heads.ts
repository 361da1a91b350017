/** Recognition of JSON logs by their first objects. */
import { type JsonObject, readJsonValues } from './json-values.ts'

/** Objects that are looked at. */
const LOOKED_AT = 8

/**
 * Whether one of the first objects of a log is such a one. `head`: its first bytes, all of them where `complete`. `most`: of
 * how many objects; logs of several kinds in one need more.
 */
export function someObject(
  head: Uint8Array,
  complete: boolean,
  isSuch: (value: JsonObject) => boolean,
  most = LOOKED_AT,
): boolean {
  let seen = 0
  let found = false
  const ignore = () => {}
  const values = readJsonValues(
    { frame: ignore, reject: ignore, skip: ignore },
    {
      skipKind: () => (found || seen >= most ? 'more' : undefined),
      onObject(value) {
        seen++
        found ||= isSuch(value)
      },
    },
  )
  values.push(head)
  if (complete) values.end()
  return found
}
