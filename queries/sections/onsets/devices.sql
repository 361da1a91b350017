-- Question: On how many local addresses do the contacts with each category, service and country rest?
-- Params: locals.dt from, locals.dt to, locals.local_day from, locals.local_day to
-- Columns: kind, name, addresses
WITH used AS (
  SELECT DISTINCT network, local_address, category, service, country
  FROM locals
  WHERE dt BETWEEN ? AND ? AND local_day BETWEEN ? AND ? AND role = 'use' AND category <> 'infrastructure'
),
named AS (
  SELECT 'category' AS kind, category AS name, network, local_address
  FROM used
  UNION ALL
  SELECT 'service' AS kind, service AS name, network, local_address
  FROM used
  WHERE service IS NOT NULL
  UNION ALL
  SELECT 'country' AS kind, country AS name, network, local_address
  FROM used
),
addresses AS (
  SELECT DISTINCT kind, name, network, local_address
  FROM named
)
SELECT kind, name, cast(count(*) AS bigint) AS addresses
FROM addresses
GROUP BY kind, name
ORDER BY kind, name
