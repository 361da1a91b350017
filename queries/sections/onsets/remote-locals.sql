-- Question: On how many local addresses do the contacts with each autonomous system rest, and those on each port without a service?
-- Params: contacts.dt from, contacts.dt to, local day from, local day to
-- Columns: kind, name, addresses
WITH of_days AS (
  SELECT slot, time_zone, network, local_prefix, service, asn, protocol, service_port
  FROM contacts
  WHERE dt BETWEEN ? AND ? AND role = 'use' AND category <> 'infrastructure'
),
-- Zones are asked once a quarter-hour, not once a contact.
local_days AS (
  SELECT
    slot, time_zone,
    date_format(
      at_timezone(with_timezone(slot, 'UTC'), CASE WHEN time_zone = '' THEN 'UTC' ELSE time_zone END), '%Y-%m-%d') AS local_day
  FROM of_days
  GROUP BY slot, time_zone
),
used AS (
  SELECT DISTINCT network, local_prefix, service, asn, protocol, service_port
  FROM of_days
  JOIN local_days USING (slot, time_zone)
  WHERE local_day BETWEEN ? AND ?
),
named AS (
  SELECT 'system' AS kind, cast(asn AS varchar) AS name, network, local_prefix
  FROM used
  WHERE asn IS NOT NULL
  UNION ALL
  SELECT 'port' AS kind, concat(cast(protocol AS varchar), ' ', cast(service_port AS varchar)) AS name, network, local_prefix
  FROM used
  WHERE service IS NULL
),
addresses AS (
  SELECT DISTINCT kind, name, network, local_prefix
  FROM named
)
SELECT kind, name, cast(count(*) AS bigint) AS addresses
FROM addresses
GROUP BY kind, name
ORDER BY kind, name
