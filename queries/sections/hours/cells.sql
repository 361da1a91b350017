-- Question: How many contacts has each network in each local weekday and hour, by category?
-- Params: activity.dt from, activity.dt to, local day from, local day to
-- Columns: network, weekday, hour, category, contacts
WITH local_activity AS (
  SELECT
    network, category, contacts,
    at_timezone(with_timezone(slot, 'UTC'), CASE WHEN time_zone = '' THEN 'UTC' ELSE time_zone END) AS local_time
  FROM activity
  WHERE dt BETWEEN ? AND ? AND role = 'use' AND category <> 'infrastructure'
)
SELECT
  network,
  cast(day_of_week(local_time) AS integer) AS weekday,
  cast(hour(local_time) AS integer) AS hour,
  category,
  cast(sum(contacts) AS bigint) AS contacts
FROM local_activity
WHERE date_format(local_time, '%Y-%m-%d') BETWEEN ? AND ?
GROUP BY network, day_of_week(local_time), hour(local_time), category
ORDER BY 1, 2, 3, 4
