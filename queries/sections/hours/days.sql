-- Question: How many contacts has each network on each local day?
-- Params: locals.dt from, locals.dt to, locals.local_day from, locals.local_day to
-- Columns: network, local_day, contacts
SELECT network, local_day, cast(sum(contacts) AS bigint) AS contacts
FROM locals
WHERE dt BETWEEN ? AND ? AND local_day BETWEEN ? AND ? AND role = 'use' AND category <> 'infrastructure'
GROUP BY network, local_day
ORDER BY network, local_day
