-- Question: Which local addresses have more than half of a day's contacts with a category, service or country?
-- Params: locals.dt from, locals.dt to, locals.local_day from, locals.local_day to
-- Columns: local_day, kind, name, network, local_address, contacts
WITH used AS (
  SELECT local_day, network, local_address, category, service, country, sum(contacts) AS contacts
  FROM locals
  WHERE dt BETWEEN ? AND ? AND local_day BETWEEN ? AND ? AND role = 'use' AND category <> 'infrastructure'
  GROUP BY local_day, network, local_address, category, service, country
),
named AS (
  SELECT local_day, 'category' AS kind, category AS name, network, local_address, contacts
  FROM used
  UNION ALL
  SELECT local_day, 'service' AS kind, service AS name, network, local_address, contacts
  FROM used
  WHERE service IS NOT NULL
  UNION ALL
  SELECT local_day, 'country' AS kind, country AS name, network, local_address, contacts
  FROM used
),
addresses AS (
  SELECT local_day, kind, name, network, local_address, sum(contacts) AS contacts
  FROM named
  GROUP BY local_day, kind, name, network, local_address
),
days AS (
  SELECT local_day, kind, name, network, local_address, contacts, sum(contacts) OVER (PARTITION BY local_day, kind, name) AS day_contacts
  FROM addresses
)
SELECT local_day, kind, name, network, local_address, cast(contacts AS bigint) AS contacts
FROM days
WHERE 2 * contacts > day_contacts
ORDER BY local_day, kind, name, network, local_address
