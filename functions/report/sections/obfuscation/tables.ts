/** The tables of obfuscation. */
import { add, type Whole } from '../../../lib/exact-numbers.ts'
import { percentOf, percentText, type Table } from '../../figures/figure.ts'
import { WITHHELD, WITHHELD_LABEL } from '../../figures/withheld.ts'
import type { BusyResolver, Sign } from './counts.ts'
import { CAPTIONS, KIND_WORDS, signText } from './words.ts'

/** `activity`: contacts below the line. */
export function signsTable(signs: readonly Sign[], activity: number): Table {
  return {
    name: 'obfuscation',
    caption: CAPTIONS.signs,
    columns: [
      { name: 'kind', label: 'sign', numeric: false },
      { name: 'service', label: 'of what', numeric: false },
      { name: 'share', label: '% of activity, at least', numeric: true },
      { name: 'contacts', label: 'contacts', numeric: true, detail: true },
      { name: 'bytes', label: 'bytes both ways', numeric: true, print: 'bytes', detail: true },
      { name: 'days', label: 'days, at least', numeric: true, detail: true },
    ],
    rows: signs.map(sign => [
      KIND_WORDS[sign.kind],
      sign.service === WITHHELD ? WITHHELD_LABEL : signText(sign),
      sign.kind === 'besides' ? 'not counted' : percentText(percentOf(sign.contacts, activity)),
      sign.contacts,
      sign.bytes,
      sign.days,
    ]),
  }
}

export function resolversTable(resolvers: readonly BusyResolver[], isMasked: boolean): Table {
  return {
    name: 'resolvers',
    caption: CAPTIONS.resolvers,
    columns: [
      { name: 'day', label: 'local day', numeric: false },
      { name: 'resolver', label: 'resolver', numeric: false },
      { name: 'bytes_out', label: 'bytes sent', numeric: true, print: 'bytes' },
      { name: 'bytes_in', label: 'bytes received', numeric: true, print: 'bytes', detail: true },
      { name: 'contacts', label: 'contacts', numeric: true, detail: true },
    ],
    rows: isMasked && resolvers.length > 0 ? [[null, WITHHELD_LABEL, ...sumsOf(resolvers)]] : resolvers.map(rowOf),
  }
}

const rowOf = (own: BusyResolver) => [own.day, own.address, own.bytesOut, own.bytesIn, own.contacts]

const sumsOf = (resolvers: readonly BusyResolver[]) => [
  resolvers.reduce<Whole>((sum, { bytesOut }) => add(sum, bytesOut), 0),
  resolvers.reduce<Whole>((sum, { bytesIn }) => add(sum, bytesIn), 0),
  resolvers.reduce((sum, { contacts }) => sum + contacts, 0),
]
