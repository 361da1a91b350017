/**
 * What shippers of logs put around each line. An envelope is taken off only where no format reads the lines as they are,
 * and some format reads what is inside; each line stays one line, so that places in receipts are those of the upload.
 */
export interface Envelope {
  /** As a receipt names it. */
  name: string
  /** The line inside of `line` (without its end); undefined where it has no such envelope. */
  inside(line: string): string | undefined
}
