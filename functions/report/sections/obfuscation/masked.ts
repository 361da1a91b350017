/** What may be said of signs where addresses are masked: nothing that speaks of one machine, also not as a difference. */
import { singleAddressClasses, WITHHELD } from '../../figures/withheld.ts'
import { numberIn, type Row, type SectionContext, textIn } from '../../section.ts'

export interface ShownSigns {
  rows: readonly Row[]
  isPooled: boolean
  /** Whether the sum of ports and relays may be said, and each of them apart. */
  isAllShown: boolean
  isApartShown: boolean
}

/** `rows` of `obfuscation/days`. */
export async function shownSigns(context: SectionContext, rows: readonly Row[]): Promise<ShownSigns> {
  if (context.showLocalAddresses) return { rows, isPooled: false, isAllShown: true, isApartShown: true }
  const { rows: locals } = await context.byDay('sections/obfuscation/locals')
  const singles = singleAddressClasses(context, locals, keyOf)
  const isSingle = (sign: string) => singles.has(keyOf({ sign, service: '', protocol: 0, port: 0 }))
  const isAllShown = !isSingle('all')
  // Of two sums that are said, the third is the difference.
  const isApartShown = isAllShown && !isSingle('port') && !isSingle('relay')
  const shown = rows.flatMap((row): Row[] => {
    const isBesides = textIn(row, 'sign') === 'besides'
    if (isBesides ? isSingle('besides') : !isAllShown) return []
    if (!isBesides && !isApartShown) return [{ ...row, ...NAMELESS, sign: 'pooled' }]
    return [singles.has(keyOf(row)) ? { ...row, ...NAMELESS } : row]
  })
  return { rows: shown, isPooled: singles.size > 0, isAllShown, isApartShown }
}

const NAMELESS = { service: WITHHELD, protocol: 0, port: 0 }

const keyOf = (row: Row): string =>
  JSON.stringify([textIn(row, 'sign'), textIn(row, 'service'), numberIn(row, 'protocol'), numberIn(row, 'port')])
