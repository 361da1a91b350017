-- Question: Which reference sets is the enrichment made with, and for how many contacts of which days?
-- Params: locals.dt from, locals.dt to, locals.local_day from, locals.local_day to
-- Columns: reference_version, dt, contacts
-- Every contact is in locals, as in activity, which is larger and has no local days.
SELECT reference_version, dt, cast(sum(contacts) AS bigint) AS contacts
FROM locals
WHERE dt BETWEEN ? AND ? AND local_day BETWEEN ? AND ?
GROUP BY reference_version, dt
ORDER BY reference_version, dt
