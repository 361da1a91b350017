-- Question: How much went both ways with VPN and proxy ports and with listed relays on each local day, and with VPN services besides?
-- Params: contacts.dt from, contacts.dt to, local day from, local day to
-- Columns: local_day, sign, service, protocol, port, contacts, bytes_out, bytes_in
-- The ports are those of the pinned definition; a VPN service on another port is a sign of nothing, as a web page is one too.
WITH both_ways AS (
  SELECT
    date_format(
      at_timezone(with_timezone(slot, 'UTC'), CASE WHEN time_zone = '' THEN 'UTC' ELSE time_zone END), '%Y-%m-%d') AS local_day,
    CASE
      WHEN evidence = 'relay' THEN 'relay'
      WHEN protocol = 6 AND service_port IN (1080, 1194, 9001, 9030) THEN 'port'
      WHEN protocol = 17 AND service_port IN (500, 1194, 4500, 51820) THEN 'port'
      ELSE 'besides'
    END AS sign,
    service, protocol, service_port, bytes_out, bytes_in
  FROM contacts
  WHERE dt BETWEEN ? AND ? AND role = 'use' AND (category = 'VPN' OR evidence = 'relay') AND bytes_out > 0 AND bytes_in > 0
)
SELECT
  local_day, sign, service,
  CASE WHEN sign = 'port' THEN protocol ELSE 0 END AS protocol,
  CASE WHEN sign = 'port' THEN service_port ELSE 0 END AS port,
  cast(count(*) AS bigint) AS contacts,
  cast(sum(bytes_out) AS bigint) AS bytes_out,
  cast(sum(bytes_in) AS bigint) AS bytes_in
FROM both_ways
WHERE local_day BETWEEN ? AND ?
GROUP BY local_day, sign, service, 4, 5
ORDER BY local_day, sign, service, 4, 5
