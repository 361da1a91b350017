/** How many of something, in words. */
const number = new Intl.NumberFormat('en')

/** `1 upload`, `1,234 uploads`. */
export const counted = (count: number, what: string): string =>
  `${number.format(count)} ${what}${count === 1 ? '' : 's'}`
