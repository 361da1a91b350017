import type { FamilyFacts, FormatFamily } from '../format.ts'
import { azureNsg, azureVnet } from './flow-logs.ts'

/**
 * Flow logs of Azure's Network Watcher: of network security groups
 * (https://learn.microsoft.com/azure/network-watcher/nsg-flow-logs-overview, versions 1 and 2) and of virtual networks
 * (https://learn.microsoft.com/azure/network-watcher/vnet-flow-logs-overview). Blobs with `records`, arrays of records, and
 * one record a line; a blob that is still growing counts as far as it is whole.
 *
 * | field | becomes |
 * |---|---|
 * | time of the tuple | the end; the start is the time of the connection's tuple before it, where it is in the file |
 * | addresses, ports, protocol (T, U or a number) | the ends; the source began |
 * | decision D, state D | denied |
 * | state B, C, E | state; the counters of each are what came since the one before, so that they add up |
 * | packets and bytes, sent and received | counters; whether they hold the link layer is not documented |
 * | resource and MAC address of the network card | exporter: a connection that two cards or two groups log counts once |
 *
 * Lost: rules, encryption, directions (who began says the same), the time of the record around the tuples.
 */
export const azureFamily: FormatFamily = [azureNsg, azureVnet]

/** Its row in the table of families. */
export const azureFacts: FamilyFacts = {
  formats: azureFamily,
  family: 'Azure NSG and VNet flow logs',
  forms: ['JSON'],
  versions: 'NSG 1 and 2, VNet',
  began: 'the source of the tuple',
  answered: 'counters of the other end, by SQL',
  bytesLayer: 'unknown',
  sampling: 'every packet',
}
