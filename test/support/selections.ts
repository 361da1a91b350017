/** Selections of every kind of condition, over the study's days around a day of its week with two exporters. */
import type { Selection } from '../../functions/report/figures/selection.ts'

const during = (table: string, conditions: Selection['conditions']): Selection => ({
  table,
  fromDt: '2017-06-03',
  toDt: '2017-06-07',
  conditions,
})

/** By what they hold; each finds rows in the study. */
export const SELECTIONS: Readonly<Record<string, Selection>> = {
  'contacts of local days, a role and categories': during('contacts', [
    { column: 'slot', is: 'local day', from: '2017-06-04', to: '2017-06-06' },
    { column: 'role', is: 'equal', value: 'use' },
    { column: 'category', is: 'one of', values: ['Game', 'Music', "it's"] },
  ]),
  'contacts of local weekdays and hours, some classes left out': during('contacts', [
    { column: 'slot', is: 'local weekday', values: [1, 2] },
    { column: 'slot', is: 'local hour', values: [0, 9, 10, 23] },
    { column: 'category', is: 'none of', values: ['infrastructure'] },
    { column: 'service', is: 'none of', values: ['nobody'] },
  ]),
  'contacts that several exporters saw, of either of two kinds': during('contacts', [
    { column: 'exporters', is: 'at least', value: 2 },
    {
      anyOf: [
        [
          { column: 'protocol', is: 'equal', value: 6 },
          { column: 'service_port', is: 'below', value: 1024 },
        ],
        [{ column: 'asn', is: 'null' }],
      ],
    },
  ]),
  'log records of a time, with counters': during('flows', [
    { column: 'part', is: 'equal', value: 0 },
    { column: 'end_time', is: 'at least', value: '2017-06-05 02:00:00' },
    { column: 'start_time', is: 'below', value: '2017-06-05 03:00:00' },
    { column: 'bytes_out', is: 'not null' },
  ]),
  'totals of no watched end': during('totals', [{ column: 'scope', is: 'equal', value: 'out_of_scope' }]),
  'liveness, of every exporter': during('liveness', []),
  'activity of one country, by quarter-hour': during('activity', [{ column: 'country', is: 'equal', value: 'CN' }]),
}
