/** A function's settings, read once at its start from the environment that the stack gives it. */
import * as z from 'zod'

const text = (what: string) => z.string({ error: `expected ${what}` }).min(1, `expected ${what}`)

const wholeNumber = (what: string) =>
  text(what)
    .regex(/^[1-9]\d{0,14}$/, `expected ${what} as a whole number above 0`)
    .transform(Number)

/** Every variable that a function may ask for. */
const variables = z.object({
  UPLOADS_BUCKET: text('the name of a bucket'),
  LAKE_BUCKET: text('the name of a bucket'),
  REPORTS_BUCKET: text('the name of a bucket'),
  /** Glue database of the tables. */
  DATABASE: text('the name of a database'),
  /** Athena workgroup that queries run in. */
  WORKGROUP: text('the name of a workgroup'),
  /** Queue of normalise. */
  QUEUE_URL: text('the URL of a queue'),
  /** Topic of new reports. */
  TOPIC_ARN: text('the ARN of a topic'),
  /** Tries of a message before it becomes a dead letter. */
  TRIES: wholeNumber('a number of tries'),
  /** Days that one wake of publish does at most. */
  DAYS_PER_WAKE: wholeNumber('a number of days'),
  /** Days that publish makes anew a night at most, though none of their uploads changed. */
  DAYS_PER_NIGHT: wholeNumber('a number of days'),
  /** The function that makes reports. */
  REPORT_FUNCTION: text('the name of a function'),
})

export type Environment = z.infer<typeof variables>
export type VariableName = keyof Environment

/**
 * The named variables. Throws where one is missing or wrong, naming every such one: a misconfigured function does not
 * start.
 */
export function readEnvironment<Name extends VariableName>(
  names: readonly Name[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Pick<Environment, Name> {
  const problems: string[] = []
  const values = new Map<string, unknown>()
  for (const name of names) {
    const parsed = variables.shape[name].safeParse(environment[name])
    if (parsed.success) values.set(name, parsed.data)
    else
      problems.push(`${name}: ${parsed.error.issues[0]?.message}, found ${JSON.stringify(environment[name]) ?? 'none'}`)
  }
  if (problems.length > 0) throw new Error(`environment: ${problems.join('; ')}; deploy the stack again`)
  return Object.fromEntries(values) as Pick<Environment, Name>
}
