-- Question: How many local addresses does each category rest on, and how much of it has the busiest one?
-- Params: locals.dt from, locals.dt to, locals.local_day from, locals.local_day to
-- Columns: category, addresses, largest, largest_bytes, only_network, only_address
-- Of a category with one local address it is named: it may be the same one as another category's.
WITH addresses AS (
  SELECT category, network, local_address, sum(contacts) AS contacts, sum(bytes_out + bytes_in) AS bytes
  FROM locals
  WHERE dt BETWEEN ? AND ? AND local_day BETWEEN ? AND ? AND role = 'use'
  GROUP BY category, network, local_address
)
SELECT
  category,
  cast(count(*) AS bigint) AS addresses,
  cast(max(contacts) AS bigint) AS largest,
  cast(max(bytes) AS bigint) AS largest_bytes,
  CASE WHEN count(*) = 1 THEN min(network) END AS only_network,
  CASE WHEN count(*) = 1 THEN min(local_address) END AS only_address
FROM addresses
GROUP BY category
ORDER BY category
