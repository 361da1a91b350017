-- Question: Who scanned, when, and what was tried?
-- Params: scans.dt from, scans.dt to, local day from, local day to
-- Columns: local_day, network, began, initiator, country, net_failures, unanswered, hosts, ports, most_ports_of_a_host,
--   most_hosts_of_a_port, widest_protocol, widest_port
WITH local_scans AS (
  SELECT
    date_format(
      at_timezone(with_timezone(first_slot, 'UTC'), CASE WHEN time_zone = '' THEN 'UTC' ELSE time_zone END), '%Y-%m-%d'
    ) AS local_day,
    network, began, initiator, country, net_failures, unanswered, hosts, ports, most_ports_of_a_host, most_hosts_of_a_port,
    widest_protocol, widest_port
  FROM scans
  WHERE dt BETWEEN ? AND ?
)
SELECT
  local_day, network, began, initiator, country, net_failures, unanswered, hosts, ports, most_ports_of_a_host,
  most_hosts_of_a_port, widest_protocol, widest_port
FROM local_scans
WHERE local_day BETWEEN ? AND ?
ORDER BY local_day, network, began, initiator, widest_protocol, widest_port
