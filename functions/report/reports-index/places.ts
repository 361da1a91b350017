/** Where reports lie, and what their files are called. */
import type { Report } from '../report.ts'

/** Of a report of generated logs every page and table says so by its name: a file is sent on without its folder. */
export const fileName = ({ data }: Pick<Report, 'data'>, name: string): string =>
  data === undefined ? name : `generated-${name}`

/** Of the definition's reports, with closing slash. */
export const definitionFolder = (name: string): string => `${encodeURIComponent(name)}/`

/** Of one of them, with closing slash; `toDay` is its last local day. */
export const reportFolder = (name: string, toDay: string): string => `${definitionFolder(name)}${toDay}/`

/** As a link; a browser decodes it once, and the folder is the encoded name. */
export const folderLink = (name: string): string => encodeURIComponent(encodeURIComponent(name))
