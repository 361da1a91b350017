/** What help names of formats and lists, without loading them; a test holds it to what there is. */

/** Titles of all formats, in the order in which they are asked. */
export const FORMAT_TITLES: readonly string[] = [
  'Zeek conn.log (TSV)',
  'Zeek conn.log (JSON)',
  'AWS VPC flow logs (text)',
  'AWS VPC flow logs (CSV)',
  'AWS VPC flow logs (JSON)',
  'AWS VPC flow logs (Parquet)',
  'Suricata EVE',
  'Google Cloud VPC flow logs',
  'Azure NSG flow logs',
  'Azure VNet flow logs',
  'OCSF Network Activity (JSON)',
  'OCSF Network Activity (Parquet)',
  'SiLK rwcut',
  'nfdump CSV',
  'nfdump JSON',
  'NetFlow v5, v9 and IPFIX (messages in a file)',
  'NetFlow v5, v9 and IPFIX (pcap and pcapng)',
  'Argus ra (delimited)',
  'FortiGate traffic logs',
]

/** Names of all lists of a reference set. */
export const LISTS: readonly string[] = [
  'services',
  'evidence',
  'kinds',
  'ports',
  'published',
  'as-kinds',
  'academic',
  'institution-suffixes',
  'institutions',
  'sensitive',
  'relays',
]
