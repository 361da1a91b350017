-- Question: How many contacts and bytes has each category on each local day?
-- Params: locals.time_zone, locals.dt from, locals.dt to, locals.local_day from, locals.local_day to
-- Columns: local_day, category, contacts, bytes
SELECT
  local_day, category,
  cast(sum(contacts) AS bigint) AS contacts,
  cast(sum(bytes_out + bytes_in) AS bigint) AS bytes
FROM locals
WHERE time_zone = ? AND dt BETWEEN ? AND ? AND local_day BETWEEN ? AND ? AND role = 'use'
GROUP BY local_day, category
ORDER BY local_day, category
