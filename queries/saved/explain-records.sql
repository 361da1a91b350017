-- Question: Which log records does a figure count? Empty text: any.
-- Params: flows.dt from, flows.dt to, scope, scope, action, action, icmp of records, icmp of records
-- Columns: start_time, end_time, network, scope, action, local_ip, local_port, remote_ip, remote_port, protocol, icmp_type,
--   bytes_out, bytes_in, exporter, format, upload_id, record
SELECT
  date_format(start_time, '%Y-%m-%d %H:%i:%s') AS start_time, date_format(end_time, '%Y-%m-%d %H:%i:%s') AS end_time, network,
  scope, action, local_ip, local_port, remote_ip, remote_port, protocol, icmp_type, bytes_out, bytes_in, exporter, format,
  upload_id, record
FROM flows
WHERE dt BETWEEN ? AND ? AND part = 0
  AND (? = '' OR scope = ?)
  AND (? = '' OR action = ?)
  AND (? <> 'untyped' OR (protocol IN (1, 58) AND icmp_type IS NULL))
  AND (? <> 'error' OR (protocol = 1 AND icmp_type IN (3, 4, 5, 11, 12)) OR (protocol = 58 AND icmp_type IN (1, 2, 3, 4)))
ORDER BY flows.start_time, upload_id, record
