-- Question: On how many local addresses do the contacts with each country rest, after the waterfall and where served?
-- Params: locals.dt from, locals.dt to, locals.local_day from, locals.local_day to
-- Columns: country, role, addresses, largest
WITH addresses AS (
  SELECT country, role, network, local_address, sum(contacts) AS contacts
  FROM locals
  WHERE dt BETWEEN ? AND ? AND local_day BETWEEN ? AND ?
    AND (role = 'served' OR (role = 'use' AND excluded_as = ''))
  GROUP BY country, role, network, local_address
)
SELECT country, role, cast(count(*) AS bigint) AS addresses, cast(max(contacts) AS bigint) AS largest
FROM addresses
GROUP BY country, role
ORDER BY country, role
