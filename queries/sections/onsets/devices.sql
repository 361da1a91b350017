-- Question: How many local addresses have contacts with each category, service and country, and how many of these has the busiest?
-- Params: locals.dt from, locals.dt to, locals.local_day from, locals.local_day to
-- Columns: kind, name, addresses, contacts, largest
WITH used AS (
  SELECT network, local_address, category, service, country, sum(contacts) AS contacts
  FROM locals
  WHERE dt BETWEEN ? AND ? AND local_day BETWEEN ? AND ? AND role = 'use' AND category <> 'infrastructure'
  GROUP BY network, local_address, category, service, country
),
named AS (
  SELECT 'category' AS kind, category AS name, network, local_address, contacts
  FROM used
  UNION ALL
  SELECT 'service' AS kind, service AS name, network, local_address, contacts
  FROM used
  WHERE service IS NOT NULL
  UNION ALL
  SELECT 'country' AS kind, country AS name, network, local_address, contacts
  FROM used
),
addresses AS (
  SELECT kind, name, network, local_address, sum(contacts) AS contacts
  FROM named
  GROUP BY kind, name, network, local_address
)
SELECT
  kind, name,
  cast(count(*) AS bigint) AS addresses,
  cast(sum(contacts) AS bigint) AS contacts,
  cast(max(contacts) AS bigint) AS largest
FROM addresses
GROUP BY kind, name
ORDER BY kind, name
