/** `npm run catalogue -- check`: what the catalogue does not name in one's own logs, and the rows that would. */
import { listPublishedDays } from '../../../functions/lib/ledger/manifests.ts'
import type { QueryEngine, SqlValue } from '../../../functions/lib/ports.ts'
import { loadQuery } from '../../../functions/lib/queries.ts'
import { CATEGORIES } from '../../../functions/lib/reference/categories.ts'
import { counted } from '../counted.ts'
import { typedCommand } from '../installation.ts'
import { openExistingLake } from '../lake.ts'
import { CATEGORY, describeUnknown, rowsThatName, type UnknownEnd } from '../name-unknown.ts'
import { print, printable } from '../terminal.ts'

/** Prints the categories, and what is known of each unknown end. */
export async function checkCatalogue(options: { lake?: string }): Promise<void> {
  const opened = await openExistingLake(options.lake)
  try {
    print(`categories: ${CATEGORIES.join(', ')}`)
    const days = [...(await listPublishedDays(opened.lake))].sort()
    const [first, last] = [days[0], days.at(-1)]
    const ends = first === undefined || last === undefined ? [] : await unknownEnds(await opened.engine(), first, last)
    if (ends.length === 0) {
      print('every use contact has a service, or there is none')
      return
    }
    for (const end of ends) {
      const { services, evidence } = rowsThatName(end)
      print(printable(describeUnknown(end)))
      print(`  services.csv  ${printable(services)}`)
      print(`  evidence.csv  ${printable(evidence)}`)
    }
    print(
      `${counted(ends.length, 'remote end')}; give each a name and one of the categories in place of ${CATEGORY}, and put the rows below ` +
        "the files' headers (service,category,exclusion,wide_use,family and service,type,value,expected_as_name,source): " +
        `${typedCommand('reference', 'put', 'services.csv')}, then evidence.csv`,
    )
  } finally {
    await opened.close()
  }
}

async function unknownEnds(engine: Pick<QueryEngine, 'select'>, first: string, last: string): Promise<UnknownEnd[]> {
  const found = await engine.select(loadQuery('catalogue/unknown').text, [first, last])
  const addresses = ` ${[...new Set(found.rows.map(row => textOf(row[0] ?? null)))].join(' ')} `
  const named = await engine.select(loadQuery('catalogue/names').text, [first, last, addresses])
  const hosts = new Map<string, string>()
  const operators = new Map<string, string>()
  for (const row of named.rows) {
    const [remote = '', host = '', asName = ''] = row.map(textOf)
    if (host !== '' && !hosts.has(remote)) hosts.set(remote, host)
    if (asName !== '' && !operators.has(remote)) operators.set(remote, asName)
  }
  const onPort = new Map<string, number>()
  for (const row of found.rows) {
    const key = `${row[1]} ${row[2]}`
    onPort.set(key, (onPort.get(key) ?? 0) + 1)
  }
  return found.rows.map(row => {
    const [remote = '', protocol, port, country = 'ZZ', asn = '', kind = 'unknown', contacts] = row.map(textOf)
    return {
      remote,
      protocol: Number(protocol),
      port: Number(port),
      country,
      asn: asn === '' ? null : Number(asn),
      asName: operators.get(remote) ?? '',
      kind,
      host: hosts.get(remote) ?? '',
      contacts: Number(contacts),
      sharePort: onPort.get(`${row[1]} ${row[2]}`) ?? 1,
    }
  })
}

const textOf = (value: SqlValue): string => (value === null ? '' : String(value))
