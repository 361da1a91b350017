/** The table of the access paths. */
import type { Figure, Table } from '../../figures/figure.ts'
import type { Paths } from './counts.ts'
import { CAPTION, pathLabel } from './words.ts'

export const pathsTable = (
  { paths }: Pick<Paths, 'paths'>,
  shares: readonly Figure[],
  ofBytes: readonly Figure[],
): Table => ({
  name: 'access-paths',
  caption: CAPTION,
  columns: [
    { name: 'path', label: 'access path', numeric: false },
    { name: 'share', label: 'share', numeric: true },
    { name: 'share_of_bytes', label: 'share of bytes', numeric: true },
    { name: 'contacts', label: 'contacts while all were logged', numeric: true },
    { name: 'bytes', label: 'bytes', numeric: true, print: 'bytes', detail: true },
    { name: 'all', label: 'contacts of the whole window', numeric: true, detail: true },
    { name: 'from', label: 'watched from', numeric: false, detail: true },
    { name: 'to', label: 'to', numeric: false, detail: true },
    { name: 'missing_hours', label: 'hours not logged', numeric: true, print: 'mean', detail: true },
    { name: 'networks', label: 'networks', numeric: false, detail: true },
  ],
  rows: paths.map(({ path, contacts, bytes, all, fromDay, toDay, missingHours, networks }, at) => [
    pathLabel(path),
    shares[at]?.text ?? '',
    ofBytes[at]?.text ?? '',
    contacts,
    bytes,
    all,
    fromDay,
    toDay,
    missingHours,
    networks.join(', '),
  ]),
})
