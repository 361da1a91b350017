-- Question: Which pairs of ends met in at least four quarter-hours of a day, and how long without a break?
-- Params: signals.dt from, signals.dt to
-- Columns: dt, network, local_ip, remote_ip, protocol, service_port, country, institution, service, category, slots, longest_run,
--   run_at_begin, run_at_end, bytes_out, local_addresses
SELECT
  dt, network, local_ip, remote_ip, protocol, service_port, country, institution, service, category, slots, longest_run,
  run_at_begin, run_at_end, bytes_out, local_addresses
FROM signals
WHERE dt BETWEEN ? AND ?
ORDER BY dt, network, local_ip, remote_ip, protocol, service_port
