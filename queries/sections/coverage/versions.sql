-- Question: Which reference sets is the enrichment made with, and for how many contacts of which days?
-- Params: activity.dt from, activity.dt to, local day from, local day to
-- Columns: reference_version, dt, contacts
SELECT reference_version, dt, cast(sum(contacts) AS bigint) AS contacts
FROM activity
WHERE dt BETWEEN ? AND ?
  AND date_format(
    at_timezone(with_timezone(slot, 'UTC'), CASE WHEN time_zone = '' THEN 'UTC' ELSE time_zone END), '%Y-%m-%d') BETWEEN ? AND ?
GROUP BY reference_version, dt
ORDER BY reference_version, dt
