-- Question: Which log records made a contact?
-- Params: flows.dt, flows.network, flows.local_ip, flows.remote_ip, flows.protocol, flows.end_time from, flows.start_time to
-- Columns: start_time, end_time, local_port, remote_port, bytes_out, bytes_in, packets_out, packets_in, state, action, began,
--   began_by, exporter, format, upload_id, record
SELECT
  date_format(start_time, '%Y-%m-%d %H:%i:%s') AS start_time, date_format(end_time, '%Y-%m-%d %H:%i:%s') AS end_time,
  local_port, remote_port, bytes_out, bytes_in, packets_out, packets_in, state, action, began, began_by, exporter, format,
  upload_id, record
FROM flows
WHERE dt = ? AND network = ? AND local_ip = ? AND remote_ip = ? AND protocol = ?
  AND end_time >= cast(? AS timestamp) AND start_time < cast(? AS timestamp)
ORDER BY flows.start_time, upload_id, record
