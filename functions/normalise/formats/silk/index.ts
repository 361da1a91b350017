import type { FamilyFacts, FormatFamily } from '../format.ts'
import { silkRwcut } from './rwcut.ts'

/**
 * Flow records of SiLK as `rwcut` prints them (https://tools.netsa.cert.org/silk/rwcut.html, SiLK 3): any fields in any
 * order by their titles, in columns or not, with any delimiter; without titles its default order.
 *
 * | field | becomes |
 * |---|---|
 * | sIP, dIP, in any `--ip-format` | the ends |
 * | sPort, dPort, iType, iCode, protocol | ports, or type and code of ICMP; protocol |
 * | sTime, eTime, duration and their `+msec` forms | times |
 * | bytes, packets | what the source sent (IP packets) |
 * | flags, initialFlags, sessionFlags | flags of the source; SYNs say who began |
 * | application | application, as YAF's label (a port number) |
 * | sensor | exporter |
 *
 * Lost: class and type (of which `innull` and `outnull` mean blocked or meant for the router, so that they are no word on
 * policy), attributes, interfaces, next hop, country codes and labels of prefix maps. SiLK keeps no sampling rate: every
 * packet is taken to be counted. Times are UTC, as SiLK prints them unless it was built for local time, which no line says.
 */
export const silkFamily: FormatFamily = [silkRwcut]

/** Its row in the table of families. */
export const silkFacts: FamilyFacts = {
  formats: silkFamily,
  family: 'SiLK rwcut',
  forms: ['table'],
  versions: '3',
  began: 'SYN in initialFlags; else SYNs of both halves',
  answered: 'both directions, by SQL',
  bytesLayer: 'IP',
  sampling: 'sources.csv, else every packet',
}
