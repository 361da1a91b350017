type Columns = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer>

/** An array of twice the length that begins with what this one holds. */
export function doubled<Column extends Columns>(array: Column): Column {
  const larger = new (array.constructor as new (length: number) => Column)(array.length * 2)
  larger.set(array)
  return larger
}
