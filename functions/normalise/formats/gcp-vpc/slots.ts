/** Places of what is read of a log entry. */
import { slotNumbers } from '../framing/json-slots.ts'

const PLACES = {
  src_ip: 'jsonPayload.connection.src_ip',
  dest_ip: 'jsonPayload.connection.dest_ip',
  src_port: 'jsonPayload.connection.src_port',
  dest_port: 'jsonPayload.connection.dest_port',
  protocol: 'jsonPayload.connection.protocol',
  bytes_sent: 'jsonPayload.bytes_sent',
  packets_sent: 'jsonPayload.packets_sent',
  start_time: 'jsonPayload.start_time',
  end_time: 'jsonPayload.end_time',
  reporter: 'jsonPayload.reporter',
  'src_instance.vm_name': 'jsonPayload.src_instance.vm_name',
  'src_instance.project_id': 'jsonPayload.src_instance.project_id',
  'dest_instance.vm_name': 'jsonPayload.dest_instance.vm_name',
  'dest_instance.project_id': 'jsonPayload.dest_instance.project_id',
  'src_gateway.name': 'jsonPayload.src_gateway.name',
  'src_gateway.project_id': 'jsonPayload.src_gateway.project_id',
  'dest_gateway.name': 'jsonPayload.dest_gateway.name',
  'dest_gateway.project_id': 'jsonPayload.dest_gateway.project_id',
  'labels.project_id': 'resource.labels.project_id',
  'labels.subnetwork_name': 'resource.labels.subnetwork_name',
  'labels.subnetwork_id': 'resource.labels.subnetwork_id',
} as const

export const gcpPaths: readonly string[] = Object.values(PLACES)
export const slots = slotNumbers(Object.keys(PLACES) as (keyof typeof PLACES)[])
