-- Question: On how many local addresses does each sign of obfuscation rest, each kind of them, and all?
-- Params: contacts.dt from, contacts.dt to, local day from, local day to
-- Columns: sign, service, protocol, port, addresses
-- Addresses of several signs do not add up, so each is counted as it is shown; what is empty stands for all.
-- By quarter-hour first: zones are asked once for each, not once a row.
WITH of_slots AS (
  SELECT DISTINCT
    CASE
      WHEN evidence = 'relay' THEN 'relay'
      WHEN protocol = 6 AND service_port IN (1080, 1194, 9001, 9030) THEN 'port'
      WHEN protocol = 17 AND service_port IN (500, 1194, 4500, 51820) THEN 'port'
      ELSE 'besides'
    END AS sign,
    service, protocol, service_port, network, local_prefix, slot, time_zone
  FROM contacts
  WHERE dt BETWEEN ? AND ? AND role = 'use' AND (category = 'VPN' OR evidence = 'relay') AND bytes_out > 0 AND bytes_in > 0
),
both_ways AS (
  SELECT DISTINCT sign, service, protocol, service_port, network, local_prefix
  FROM of_slots
  WHERE date_format(
      at_timezone(with_timezone(slot, 'UTC'), CASE WHEN time_zone = '' THEN 'UTC' ELSE time_zone END), '%Y-%m-%d') BETWEEN ? AND ?
),
addresses AS (
  SELECT DISTINCT
    sign, service,
    CASE WHEN sign = 'port' THEN protocol ELSE 0 END AS protocol,
    CASE WHEN sign = 'port' THEN service_port ELSE 0 END AS port,
    network, local_prefix
  FROM both_ways
)
SELECT sign, service, protocol, port, cast(count(*) AS bigint) AS addresses
FROM addresses
GROUP BY sign, service, protocol, port
UNION ALL
SELECT sign, '' AS service, 0 AS protocol, 0 AS port, cast(count(*) AS bigint) AS addresses
FROM (SELECT DISTINCT sign, network, local_prefix FROM both_ways) of_sign
GROUP BY sign
UNION ALL
SELECT 'all' AS sign, '' AS service, 0 AS protocol, 0 AS port, cast(count(*) AS bigint) AS addresses
FROM (SELECT DISTINCT network, local_prefix FROM both_ways WHERE sign <> 'besides') of_all
ORDER BY 1, 2, 3, 4
