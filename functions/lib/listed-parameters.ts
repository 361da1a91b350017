/** Long lists as parameters of queries, which find a value of them as a text with a space around it. */

/**
 * Athena takes at most 1,024 characters a parameter, quotes and all:
 * https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html
 */
const LONGEST = 1000

/** The values in as many texts as it takes, each value with a space around it, in order; one blank where there is none. */
export function listedParameters(values: readonly string[]): string[] {
  const texts: string[] = []
  let text = ' '
  for (const value of values) {
    if (text.length > 1 && text.length + value.length + 1 > LONGEST) {
      texts.push(text)
      text = ' '
    }
    text += `${value} `
  }
  return [...texts, text]
}
