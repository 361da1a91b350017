-- Question: How much went both ways with VPN and proxy ports and with listed relays on each local day, and with VPN services besides?
-- Params: contacts.dt from, contacts.dt to, local day from, local day to
-- Columns: local_day, sign, service, protocol, port, contacts, bytes_out, bytes_in
-- The ports are those of the pinned definition; a VPN service on another port is a sign of nothing, as a web page is one too.
-- By quarter-hour first: zones are asked once for each, not once a row.
WITH both_ways AS (
  SELECT
    slot, time_zone,
    CASE
      WHEN evidence = 'relay' THEN 'relay'
      WHEN protocol = 6 AND service_port IN (1080, 1194, 9001, 9030) THEN 'port'
      WHEN protocol = 17 AND service_port IN (500, 1194, 4500, 51820) THEN 'port'
      ELSE 'besides'
    END AS sign,
    service, protocol, service_port, bytes_out, bytes_in
  FROM contacts
  WHERE dt BETWEEN ? AND ? AND role = 'use' AND (category = 'VPN' OR evidence = 'relay') AND bytes_out > 0 AND bytes_in > 0
),
of_slots AS (
  SELECT
    slot, time_zone, sign, service,
    CASE WHEN sign = 'port' THEN protocol ELSE 0 END AS protocol,
    CASE WHEN sign = 'port' THEN service_port ELSE 0 END AS port,
    count(*) AS contacts, sum(bytes_out) AS bytes_out, sum(bytes_in) AS bytes_in
  FROM both_ways
  GROUP BY slot, time_zone, sign, service, 5, 6
),
local_contacts AS (
  SELECT
    date_format(
      at_timezone(with_timezone(slot, 'UTC'), CASE WHEN time_zone = '' THEN 'UTC' ELSE time_zone END), '%Y-%m-%d') AS local_day,
    sign, service, protocol, port, contacts, bytes_out, bytes_in
  FROM of_slots
)
SELECT
  local_day, sign, service, protocol, port,
  cast(sum(contacts) AS bigint) AS contacts,
  cast(sum(bytes_out) AS bigint) AS bytes_out,
  cast(sum(bytes_in) AS bigint) AS bytes_in
FROM local_contacts
WHERE local_day BETWEEN ? AND ?
GROUP BY local_day, sign, service, protocol, port
ORDER BY local_day, sign, service, protocol, port
