/** The definitions of reports of a lake: those that were put, else the shipped ones. */
import type { ObjectStore } from '../ports.ts'
import { currentReference } from '../reference/reference-set.ts'
import type { ReportDefinition } from './definition.ts'
import { parseReports, REPORTS_FILE } from './parse-reports.ts'
import shipped from './reports.json' with { type: 'json' }

/** Of the set that is current. Throws ReportsRefused where another version of the code put them and this one cannot read them. */
export async function storedReports(lake: Pick<ObjectStore, 'get'>): Promise<ReportDefinition[]> {
  const hash = await currentReference(lake)
  const object = hash === undefined ? undefined : await lake.get(`reference/${hash}/${REPORTS_FILE}`)
  return object === undefined ? shippedReports() : parseReports(new TextDecoder().decode(object.bytes))
}

/** What is made where nobody put definitions. */
export const shippedReports = (): ReportDefinition[] => parseReports(JSON.stringify(shipped))
