import type { FamilyFacts, FormatFamily } from '../format.ts'
import { ocsfNetwork } from './events.ts'
import { ocsfNetworkParquet } from './parquet.ts'

/**
 * Events of the class Network Activity (4001) of the Open Cybersecurity Schema Framework, versions 1.0 to 1.8
 * (https://schema.ocsf.io/1.8.0/classes/network_activity), as JSON and as the Parquet of Amazon Security Lake.
 *
 * | attribute | becomes |
 * |---|---|
 * | src_endpoint.ip, dst_endpoint.ip, .port | the ends, ports |
 * | connection_info.protocol_num, else .protocol_name | protocol |
 * | start_time, end_time, else start_time_dt, end_time_dt, else time, duration | times |
 * | traffic.bytes_out, .packets_out, .bytes_in, .packets_in, else .bytes, .packets | counters; cumulative_traffic: see `trafficReader` |
 * | initiator_id, is_src_dst_assignment_known, src_endpoint and connection_info.direction_id | who began: see `beganOf` |
 * | action_id, disposition_id, else action | allowed or denied |
 * | activity_id | Fail and Refuse: not answered |
 * | status_code, app_name, tls.sni | state, application, server name |
 * | interface_uid (VPC), metadata.loggers, device | exporter: see `exporterOf` |
 *
 * - Times are milliseconds, or seconds where they are so small: published mappings of Zeek and of Data Prepper write seconds.
 * - Flow logs of Amazon VPC under this class are of one direction each, and their source is who sent it: there only a SYN
 *   without ACK says who began, `traffic` is the source's, NODATA and SKIPDATA in `status_code` are markers. Their `direction_id`
 *   is that of packets at an interface, replies among them, so it says nothing of who began.
 *
 * Lost: type and code of ICMP, which the class does not have; flags of others than VPC, which do not say whose they are;
 * intermediate addresses, users, processes, observables, `unmapped`. Events of other classes are skipped and counted; a log of
 * nothing else is named.
 */
export const ocsfFamily: FormatFamily = [ocsfNetwork, ocsfNetworkParquet]

/** Its row in the table of families. */
export const ocsfFacts: FamilyFacts = {
  formats: ocsfFamily,
  family: 'OCSF Network Activity',
  forms: ['JSON', 'binary'],
  versions: '1.0 to 1.8; JSON, and Parquet as Security Lake has it',
  began: 'initiator_id, is_src_dst_assignment_known, else src_endpoint and direction_id; VPC: SYN',
  answered: 'activity_id Fail and Refuse; else by SQL',
  bytesLayer: 'IP (VPC), payload (Zeek), else unknown',
  sampling: 'every packet (VPC, Zeek), else sources.csv',
}
