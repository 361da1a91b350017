/** The autonomous systems of the pinned data. */
import { installedSystems } from '../../infra/local/reference-lists/installed-systems.ts'

/** Name of every one, by its number. */
export const nameOfAsn: ReadonlyMap<number, string> = installedSystems()
