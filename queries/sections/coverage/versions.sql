-- Question: Which reference sets is the enrichment made with, and for how many contacts of which days?
-- Params: activity.dt from, activity.dt to, local day from, local day to
-- Columns: reference_version, dt, contacts
-- By quarter-hour first: zones are asked once for each, not once a row.
WITH of_slots AS (
  SELECT reference_version, dt, slot, time_zone, sum(contacts) AS contacts
  FROM activity
  WHERE dt BETWEEN ? AND ?
  GROUP BY reference_version, dt, slot, time_zone
)
SELECT reference_version, dt, cast(sum(contacts) AS bigint) AS contacts
FROM of_slots
WHERE date_format(
  at_timezone(with_timezone(slot, 'UTC'), CASE WHEN time_zone = '' THEN 'UTC' ELSE time_zone END), '%Y-%m-%d') BETWEEN ? AND ?
GROUP BY reference_version, dt
ORDER BY reference_version, dt
