-- Question: How many contacts and bytes went over each access path in each quarter-hour, infrastructure left out?
-- Params: activity.dt from, activity.dt to, local day from, local day to
-- Columns: access_path, local_day, slot, contacts, bytes
-- By quarter-hour first: zones are asked once for each, not once a row.
WITH of_slots AS (
  SELECT access_path, slot, time_zone, sum(contacts) AS contacts, sum(bytes_out + bytes_in) AS bytes
  FROM activity
  WHERE dt BETWEEN ? AND ? AND role = 'use' AND category <> 'infrastructure'
  GROUP BY access_path, slot, time_zone
),
local_activity AS (
  SELECT
    access_path, slot, contacts, bytes,
    date_format(
      at_timezone(with_timezone(slot, 'UTC'), CASE WHEN time_zone = '' THEN 'UTC' ELSE time_zone END), '%Y-%m-%d') AS local_day
  FROM of_slots
)
SELECT
  access_path, local_day,
  date_format(slot, '%Y-%m-%d %H:%i:%s') AS slot,
  cast(sum(contacts) AS bigint) AS contacts,
  cast(sum(bytes) AS bigint) AS bytes
FROM local_activity
WHERE local_day BETWEEN ? AND ?
GROUP BY access_path, local_day, slot
ORDER BY 1, 2, 3
