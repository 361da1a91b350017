-- Question: Which reference sets is the enrichment made with, and on which days?
-- Params: activity.time_zone, activity.dt from, activity.dt to, activity.slot from, activity.slot to
-- Columns: reference_version, first_dt, last_dt, contacts
SELECT reference_version, min(dt) AS first_dt, max(dt) AS last_dt, cast(sum(contacts) AS bigint) AS contacts
FROM activity
WHERE time_zone = ? AND dt BETWEEN ? AND ? AND slot >= cast(? AS timestamp) AND slot < cast(? AS timestamp)
GROUP BY reference_version
ORDER BY reference_version
