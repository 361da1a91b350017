import type { FamilyFacts, FormatFamily } from '../format.ts'
import { argusRa } from './ra.ts'

/**
 * What the `ra` of Argus prints with a delimiter (https://openargus.org, versions 3 and 5; columns and words by common/argus_util.c
 * of https://github.com/openargus/clients), and data sets made so: CTU-13 (`.binetflow`), Bot-IoT.
 *
 * | column | becomes |
 * |---|---|
 * | SrcAddr, DstAddr, Sport, Dport, Proto | the ends, ports or type and code, protocol |
 * | StartTime, LastTime or Dur | times, floored to ms |
 * | SrcPkts, DstPkts, TotPkts; SrcBytes, DstBytes, TotBytes | counters both ways, with the Ethernet header |
 * | Dir | who began |
 * | State | state; who answered; flags (`-Z b`) |
 * | SrcId | exporter |
 *
 * Lost: labels, which are what somebody thinks of a flow; flow flags (Flgs), ToS, VLANs, jitter, losses, user data, and all others
 * that are not named above. ARP and what is not above IP is counted. An Argus file itself is refused with the command for `ra`.
 */
export const argusFamily: FormatFamily = [argusRa]

/** Its row in the table of families. */
export const argusFacts: FamilyFacts = {
  formats: argusFamily,
  family: 'Argus',
  forms: ['table'],
  versions: 'ra of 3 and 5, delimited; CTU-13 and Bot-IoT',
  began: 'Dir; of other protocols than TCP the end that sent',
  answered: 'flags or State, and packets of the other end',
  bytesLayer: 'captured frames, with Ethernet',
  sampling: 'every packet, else sources.csv',
}
