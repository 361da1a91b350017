-- Question: How many contacts has each network in each local weekday and hour, by category?
-- Params: activity.dt from, activity.dt to, local day from, local day to
-- Columns: network, weekday, hour, category, contacts
-- By quarter-hour first: zones are asked once for each, not once a row.
WITH of_slots AS (
  SELECT network, category, slot, time_zone, sum(contacts) AS contacts
  FROM activity
  WHERE dt BETWEEN ? AND ? AND role = 'use' AND category <> 'infrastructure'
  GROUP BY network, category, slot, time_zone
),
local_activity AS (
  SELECT
    network, category, contacts,
    at_timezone(with_timezone(slot, 'UTC'), CASE WHEN time_zone = '' THEN 'UTC' ELSE time_zone END) AS local_time
  FROM of_slots
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
