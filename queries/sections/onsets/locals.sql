-- Question: On how many local addresses does each category, service, country, system and port without a service rest?
-- Params: contacts.dt from, contacts.dt to, local day from, local day to
-- Columns: kind, name, addresses
WITH used AS (
  SELECT DISTINCT network, local_prefix, category, service, country, asn, protocol, service_port
  FROM contacts
  WHERE dt BETWEEN ? AND ?
    AND date_format(
      at_timezone(with_timezone(slot, 'UTC'), CASE WHEN time_zone = '' THEN 'UTC' ELSE time_zone END), '%Y-%m-%d') BETWEEN ? AND ?
    AND role = 'use' AND category <> 'infrastructure'
),
named AS (
  SELECT 'category' AS kind, category AS name, network, local_prefix
  FROM used
  UNION ALL
  SELECT 'service' AS kind, service AS name, network, local_prefix
  FROM used
  WHERE service IS NOT NULL
  UNION ALL
  SELECT 'country' AS kind, country AS name, network, local_prefix
  FROM used
  UNION ALL
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
