import fc from 'fast-check'

/** Copies of a good file with one to six places where bytes were cut out, put in, or both. */
export const damagedBytes = (good: Uint8Array): fc.Arbitrary<Uint8Array> =>
  fc
    .array(fc.record({ at: fc.nat(), remove: fc.nat({ max: 5 }), insert: fc.uint8Array({ maxLength: 6 }) }), {
      minLength: 1,
      maxLength: 6,
    })
    .map(edits => {
      let bytes = Buffer.from(good)
      for (const { at, remove, insert } of edits) {
        const place = at % (bytes.length + 1)
        bytes = Buffer.concat([bytes.subarray(0, place), insert, bytes.subarray(place + remove)])
      }
      return new Uint8Array(bytes)
    })
