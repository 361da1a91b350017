-- Question: On how many local addresses does each service rest: as a family, within a category, and by itself?
-- Params: locals.dt from, locals.dt to, locals.local_day from, locals.local_day to
-- Columns: family, category, service, addresses, largest
-- Addresses of several services do not add up, so each is counted as it is shown; what is empty stands for all.
-- Each row is taken three times, so that the table is read once.
WITH used AS (
  SELECT family, category, service, network, local_address, sum(contacts) AS contacts
  FROM locals
  WHERE dt BETWEEN ? AND ? AND local_day BETWEEN ? AND ? AND role = 'use'
    AND category NOT IN ('infrastructure', 'unknown', 'cdn') AND family IS NOT NULL
  GROUP BY family, category, service, network, local_address
),
levels AS (
  SELECT
    family, CASE WHEN level = 'family' THEN '' ELSE category END AS category,
    CASE WHEN level = 'service' THEN service ELSE '' END AS service, network, local_address, contacts
  FROM used
  CROSS JOIN (VALUES ('family'), ('category'), ('service')) AS shown (level)
),
addressed AS (
  SELECT family, category, service, network, local_address, sum(contacts) AS contacts
  FROM levels
  GROUP BY family, category, service, network, local_address
)
SELECT
  family, category, service,
  cast(count(*) AS bigint) AS addresses, cast(max(contacts) AS bigint) AS largest
FROM addressed
GROUP BY family, category, service
ORDER BY family, category, service
