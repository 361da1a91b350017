/** CSV (RFC 4180) that a spreadsheet opens without running any of it. */

/** One line with its end. Text that a spreadsheet would take for a formula gets a leading apostrophe. */
export function csvLine(values: readonly (string | number | bigint | null)[]): string {
  return `${values.map(cell).join(',')}\n`
}

function cell(value: string | number | bigint | null): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
