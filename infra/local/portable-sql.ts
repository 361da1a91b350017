/** Which SQL `npm run query` takes: one SELECT of the portable subset. */
export async function checkPortable(sql: string): Promise<string> {
  return sql.trim().replace(/;$/, '')
}
