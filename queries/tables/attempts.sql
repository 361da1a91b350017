-- Question: Per UTC hour, whom did each initiator try, on how many ports, and how many answered?
-- Params: contacts_runs.dt, contacts_runs.run
-- Columns: hour, network, began, initiator, protocol, pairs, unanswered, hosts, ports, most_ports_of_a_host,
--   most_hosts_of_a_port, country
WITH pairs AS (
  SELECT
    date_trunc('hour', slot) AS hour, network,
    CASE WHEN role IN ('use', 'attempt_out') THEN 'local' ELSE 'remote' END AS began,
    CASE WHEN role IN ('use', 'attempt_out') THEN local_ip ELSE remote_ip END AS initiator,
    CASE WHEN role IN ('use', 'attempt_out') THEN remote_ip ELSE local_ip END AS responder,
    protocol, service_port,
    max(CASE WHEN role IN ('use', 'served') THEN 1 ELSE 0 END) AS answered,
    min(country) AS country
  FROM contacts_runs
  WHERE dt = ? AND run = ? AND role <> 'unclear' AND protocol IN (6, 17)
  GROUP BY 1, 2, 3, 4, 5, 6, 7
),
by_host AS (
  SELECT hour, network, began, initiator, protocol, responder, count(*) AS ports
  FROM pairs
  GROUP BY hour, network, began, initiator, protocol, responder
),
by_port AS (
  SELECT hour, network, began, initiator, protocol, service_port, count(*) AS hosts
  FROM pairs
  GROUP BY hour, network, began, initiator, protocol, service_port
),
widest_host AS (
  SELECT hour, network, began, initiator, protocol, count(*) AS hosts, max(ports) AS most_ports
  FROM by_host
  GROUP BY hour, network, began, initiator, protocol
),
widest_port AS (
  SELECT hour, network, began, initiator, protocol, count(*) AS ports, max(hosts) AS most_hosts
  FROM by_port
  GROUP BY hour, network, began, initiator, protocol
),
tried AS (
  SELECT
    hour, network, began, initiator, protocol, count(*) AS pairs, sum(1 - answered) AS unanswered,
    CASE WHEN min(country) = max(country) THEN min(country) ELSE '**' END AS country
  FROM pairs
  GROUP BY hour, network, began, initiator, protocol
)
SELECT
  t.hour, t.network, t.began, t.initiator, t.protocol,
  cast(t.pairs AS bigint) AS pairs, cast(t.unanswered AS bigint) AS unanswered,
  cast(h.hosts AS bigint) AS hosts, cast(p.ports AS bigint) AS ports,
  cast(h.most_ports AS bigint) AS most_ports_of_a_host, cast(p.most_hosts AS bigint) AS most_hosts_of_a_port,
  t.country
FROM tried t
JOIN widest_host h
  ON h.hour = t.hour AND h.network = t.network AND h.began = t.began AND h.initiator = t.initiator AND h.protocol = t.protocol
JOIN widest_port p
  ON p.hour = t.hour AND p.network = t.network AND p.began = t.began AND p.initiator = t.initiator AND p.protocol = t.protocol
ORDER BY t.hour, t.network, t.began, t.initiator, t.protocol
