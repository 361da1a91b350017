-- Question: On how many local addresses does each service rest: as a family, within a category, and by itself?
-- Params: locals.dt from, locals.dt to, locals.local_day from, locals.local_day to
-- Columns: family, category, service, addresses, largest
-- Addresses of several services do not add up, so each is counted as it is shown; what is empty stands for all.
WITH used AS (
  SELECT family, category, service, network, local_address, sum(contacts) AS contacts
  FROM locals
  WHERE dt BETWEEN ? AND ? AND local_day BETWEEN ? AND ? AND role = 'use'
    AND category NOT IN ('infrastructure', 'unknown', 'cdn') AND family IS NOT NULL
  GROUP BY family, category, service, network, local_address
),
families AS (
  SELECT family, network, local_address, sum(contacts) AS contacts
  FROM used
  GROUP BY family, network, local_address
),
members AS (
  SELECT family, category, network, local_address, sum(contacts) AS contacts
  FROM used
  GROUP BY family, category, network, local_address
)
SELECT
  family, '' AS category, '' AS service,
  cast(count(*) AS bigint) AS addresses, cast(max(contacts) AS bigint) AS largest
FROM families
GROUP BY family
UNION ALL
SELECT family, category, '' AS service, cast(count(*) AS bigint) AS addresses, cast(max(contacts) AS bigint) AS largest
FROM members
GROUP BY family, category
UNION ALL
SELECT family, category, service, cast(count(*) AS bigint) AS addresses, cast(max(contacts) AS bigint) AS largest
FROM used
GROUP BY family, category, service
ORDER BY 1, 2, 3
