-- Question: How many local addresses have activity, and how much of it has the busiest one?
-- Params: locals.dt from, locals.dt to, locals.local_day from, locals.local_day to
-- Columns: network, addresses, contacts, largest
WITH addresses AS (
  SELECT network, local_address, sum(contacts) AS contacts
  FROM locals
  WHERE dt BETWEEN ? AND ? AND local_day BETWEEN ? AND ? AND role = 'use' AND category <> 'infrastructure'
  GROUP BY network, local_address
)
SELECT network, cast(count(*) AS bigint) AS addresses, cast(sum(contacts) AS bigint) AS contacts, cast(max(contacts) AS bigint) AS largest
FROM addresses
GROUP BY network
ORDER BY network
