-- Question: On how many local addresses does each category rest, infrastructure left out?
-- Params: locals.dt from, locals.dt to, locals.local_day from, locals.local_day to
-- Columns: category, addresses
WITH addresses AS (
  SELECT DISTINCT category, network, local_address
  FROM locals
  WHERE dt BETWEEN ? AND ? AND local_day BETWEEN ? AND ? AND role = 'use' AND category <> 'infrastructure'
)
SELECT category, cast(count(*) AS bigint) AS addresses
FROM addresses
GROUP BY category
ORDER BY category
