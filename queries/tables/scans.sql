-- Question: Which initiators does the sequential test of a UTC day call scans, and what did they try without an answer?
-- Params: contacts_runs.dt, contacts_runs.run
-- Columns: first_slot, last_slot, network, time_zone, began, initiator, country, asn, net_failures, unanswered, hosts, ports,
--   most_ports_of_a_host, most_hosts_of_a_port, widest_protocol, widest_port
WITH begun AS (
  SELECT
    slot, time_zone, role, protocol, service_port, country, asn,
    -- Who began as one text, which is less to group by and to sort with than three: chr(1) comes before every character of names.
    concat_ws(chr(1), network,
      CASE WHEN role IN ('use', 'attempt_out') THEN 'local' ELSE 'remote' END,
      CASE WHEN role IN ('use', 'attempt_out') THEN local_ip ELSE remote_ip END) AS initiator,
    CASE WHEN role IN ('use', 'attempt_out') THEN 1 ELSE 0 END AS is_local,
    CASE WHEN role IN ('use', 'attempt_out') THEN remote_ip ELSE local_ip END AS responder,
    CASE WHEN role IN ('use', 'served') THEN 1 ELSE 0 END AS answered,
    CASE WHEN excluded_as = 'peer_to_peer' THEN 1 ELSE 0 END AS is_peer_port,
    -- A local address is used where it ever does more than being tried, and a peer where it exchanges with peers.
    max(CASE WHEN role = 'attempt_in' THEN 0 ELSE 1 END) OVER (PARTITION BY network, local_ip) AS is_used,
    max(CASE WHEN role IN ('use', 'served') AND excluded_as = 'peer_to_peer' THEN 1 ELSE 0 END)
      OVER (PARTITION BY network, local_ip) AS is_peer
  FROM contacts_runs
  WHERE dt = ? AND run = ?
),
-- First contacts: one for each responder and port. Who answers at any time of the day has answered.
tried AS (
  SELECT
    initiator, responder, protocol * 65536 + service_port AS port,
    min(is_local) AS is_local, min(time_zone) AS time_zone, min(slot) AS first_slot, max(answered) AS answered, min(is_used) AS is_used,
    max(is_peer * is_peer_port) AS is_between_peers, max(is_peer) AS is_peer,
    min(country) AS country, min(asn) AS asn
  FROM begun
  WHERE role <> 'unclear' AND protocol IN (6, 17) AND service_port NOT IN (0, 53)
  GROUP BY initiator, responder, protocol * 65536 + service_port
),
-- Who failed at fewer than twenty is no scan, whatever the order: without them a quiet day takes a third of the time.
candidates AS (
  SELECT initiator, row_number() OVER (ORDER BY initiator) AS number
  FROM tried
  GROUP BY initiator
  HAVING sum(1 - answered) >= 20 -- spares work: scans, below, take no fewer
),
by_port AS (
  SELECT t.*, number, count(*) OVER (PARTITION BY number, port) AS hosts_tried
  FROM tried t
  JOIN candidates c ON c.initiator = t.initiator
),
by_host AS (
  SELECT p.*, count(*) OVER (PARTITION BY number, responder) AS ports_tried
  FROM by_port p
),
-- Peers of peer-to-peer programs listen on a port of their own each: hardly any two share a port, hardly any has two.
scattered AS (
  SELECT
    number, initiator, responder, port, time_zone, first_slot, is_between_peers,
    country, asn, CASE WHEN answered = 1 THEN -1 ELSE 2 - is_used END AS step,
    CASE WHEN is_local = 1 AND mod(port, 65536) >= 1024 AND hosts_tried < 3 AND ports_tried < 3 THEN 1 ELSE 0 END AS is_scattered
  FROM by_host
),
peers AS (
  SELECT s.*, sum(is_scattered) OVER (PARTITION BY number) AS scattered_pairs
  FROM scattered s
),
-- What is left is a walk from quarter-hour to quarter-hour: a failure is a step up, at an unused local address two, an answer
-- a step down. Nobody knows the order within a quarter-hour, so its sum is one step.
heights AS (
  SELECT
    number, initiator, responder, port, time_zone, first_slot, country, asn, step,
    sum(step) OVER (PARTITION BY number ORDER BY first_slot) AS height
  FROM peers
  WHERE is_between_peers = 0 AND is_scattered = 0 AND (scattered_pairs < 20 OR mod(port, 65536) < 1024)
),
-- The test begins anew at every lowest point: what an initiator did well before does not pay for what it does then.
lows AS (
  SELECT h.*, least(0, min(height) OVER (PARTITION BY number ORDER BY first_slot)) AS low
  FROM heights h
),
climbs AS (
  SELECT
    l.*,
    max(height - low) OVER (PARTITION BY number, low) AS net_failures,
    count(*) OVER (PARTITION BY number, low) AS unanswered
  FROM lows l
  WHERE step > 0
),
failures AS (
  SELECT
    c.*,
    count(*) OVER (PARTITION BY number, low, responder) AS ports_of_host,
    count(*) OVER (PARTITION BY number, low, port) AS hosts_of_port
  FROM climbs c
  WHERE net_failures >= 4
    AND unanswered >= 20 -- spares work: scans, below, have tried as many hosts or ports
),
rises AS (
  SELECT
    initiator, low, min(first_slot) AS first_slot, max(first_slot) AS last_slot, min(time_zone) AS time_zone,
    CASE WHEN min(country) = max(country) THEN min(country) ELSE '**' END AS country,
    CASE WHEN min(asn) = max(asn) THEN min(asn) END AS asn,
    min(net_failures) AS net_failures, min(unanswered) AS unanswered,
    count(DISTINCT responder) AS hosts, count(DISTINCT port) AS ports,
    max(ports_of_host) AS most_ports_of_a_host,
    -- The port with most hosts, of several the least.
    max(hosts_of_port * 16777216 - port) AS widest
  FROM failures
  GROUP BY initiator, low
),
scans AS (
  SELECT
    r.*, (widest + 16777215) / 16777216 AS most_hosts_of_a_port,
    row_number() OVER (PARTITION BY initiator ORDER BY net_failures DESC, low DESC) AS place
  FROM rises r
  WHERE hosts >= 20 OR ports >= 20
)
SELECT
  first_slot, last_slot, split_part(initiator, chr(1), 1) AS network, time_zone, split_part(initiator, chr(1), 2) AS began,
  split_part(initiator, chr(1), 3) AS initiator, country, asn,
  cast(net_failures AS bigint) AS net_failures, cast(unanswered AS bigint) AS unanswered,
  cast(hosts AS bigint) AS hosts, cast(ports AS bigint) AS ports,
  cast(most_ports_of_a_host AS bigint) AS most_ports_of_a_host, cast(most_hosts_of_a_port AS bigint) AS most_hosts_of_a_port,
  cast((most_hosts_of_a_port * 16777216 - widest) / 65536 AS integer) AS widest_protocol,
  cast(mod(most_hosts_of_a_port * 16777216 - widest, 65536) AS integer) AS widest_port
FROM scans
WHERE place = 1
ORDER BY 3, 5, 6
