import type { FamilyFacts, FormatFamily } from '../format.ts'
import { ocsfNetwork } from './events.ts'

/**
 * Events of the class Network Activity (4001) of the Open Cybersecurity Schema Framework, versions 1.0 to 1.8
 * (https://schema.ocsf.io/1.8.0/classes/network_activity), as JSON.
 *
 * | attribute | becomes |
 * |---|---|
 * | src_endpoint.ip, dst_endpoint.ip, .port | the ends, ports |
 * | connection_info.protocol_num, else .protocol_name | protocol |
 * | start_time, end_time, else start_time_dt, end_time_dt, else time, duration | times |
 * | traffic.bytes_out, .packets_out, .bytes_in, .packets_in, else .bytes, .packets | counters |
 * | initiator_id, is_src_dst_assignment_known, else what the class says of src_endpoint | who began |
 * | action_id, disposition_id, else action | allowed or denied |
 * | activity_id | Fail and Refuse: not answered |
 * | status_code, app_name, tls.sni | state, application, server name |
 * | interface_uid (VPC), metadata.loggers, device | exporter |
 *
 * Lost: type and code of ICMP, which the class does not have; flags of others than VPC, which do not say whose they are;
 * intermediate addresses, users, processes, observables, `direction_id` (see `ocsfNetwork`). Events of other classes are
 * skipped and counted.
 */
export const ocsfFamily: FormatFamily = [ocsfNetwork]

/** Its row in the table of families. */
export const ocsfFacts: FamilyFacts = {
  formats: ocsfFamily,
  family: 'OCSF Network Activity',
  versions: '1.0 to 1.8, JSON',
  began: 'initiator_id, is_src_dst_assignment_known, else src_endpoint; VPC: SYN',
  answered: 'activity_id Fail and Refuse; else by SQL',
  bytesLayer: 'IP (VPC), payload (Zeek), else unknown',
  sampling: 'every packet (VPC, Zeek), else sources.csv',
}
