-- Question: How many contacts and bytes has each service on each local day, with what nobody can name beside them?
-- Params: locals.dt from, locals.dt to, locals.local_day from, locals.local_day to
-- Columns: local_day, family, service, category, contacts, bytes
SELECT
  local_day, coalesce(family, '') AS family, coalesce(service, '') AS service, category,
  cast(sum(contacts) AS bigint) AS contacts,
  cast(sum(bytes_out + bytes_in) AS bigint) AS bytes
FROM locals
WHERE dt BETWEEN ? AND ? AND local_day BETWEEN ? AND ? AND role = 'use' AND category <> 'infrastructure'
GROUP BY local_day, family, service, category
ORDER BY 1, 2, 3, 4
