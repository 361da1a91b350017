/** `npm run explain` */
export async function explain(_figure: string, _options: unknown): Promise<void> {
  throw new Error('explain: not made yet')
}
