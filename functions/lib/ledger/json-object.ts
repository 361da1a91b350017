/** JSON objects of the ledger: read through a schema, written in one form. */
import type { ZodType } from 'zod'
import type { ObjectHead, ObjectStore, WriteCondition, WrittenObject } from '../ports.ts'

/** The object and its head, or undefined. Throws, naming the key, where it is not what the schema says. */
export async function readJson<T>(
  store: Pick<ObjectStore, 'get'>,
  key: string,
  schema: ZodType<T>,
): Promise<{ head: ObjectHead; value: T } | undefined> {
  const object = await store.get(key)
  if (object === undefined) return undefined
  const parsed = schema.safeParse(parseJson(key, object.bytes))
  if (parsed.success) return { head: object.head, value: parsed.data }
  const issue = parsed.error.issues[0]
  const at = issue === undefined ? '' : ` at ${issue.path.join('.') || 'the top'}: ${issue.message}`
  throw new Error(`${key}: expected what this version writes, found something else${at}; restore the object`)
}

/** Writes the value as indented JSON. Throws PreconditionFailed. */
export function writeJson(
  store: ObjectStore,
  key: string,
  value: unknown,
  condition?: WriteCondition,
): Promise<WrittenObject> {
  return store.put(key, `${JSON.stringify(value, null, 1)}\n`, condition)
}

function parseJson(key: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    throw new Error(`${key}: expected JSON, found ${bytes.length} bytes of something else; restore the object`)
  }
}
