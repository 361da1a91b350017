-- Question: How many contacts has each network in each quarter of each hour?
-- Params: activity.dt from, activity.dt to, local day from, local day to
-- Columns: network, hour, contacts_00, contacts_15, contacts_30, contacts_45
-- By quarter-hour first: zones are asked once for each, not once a row.
WITH of_slots AS (
  SELECT network, slot, time_zone, sum(contacts) AS contacts
  FROM activity
  WHERE dt BETWEEN ? AND ? AND role = 'use' AND category <> 'infrastructure'
  GROUP BY network, slot, time_zone
),
local_activity AS (
  SELECT
    network, slot, contacts,
    at_timezone(with_timezone(slot, 'UTC'), CASE WHEN time_zone = '' THEN 'UTC' ELSE time_zone END) AS local_time
  FROM of_slots
)
SELECT
  network,
  date_format(slot, '%Y-%m-%d %H') AS hour,
  cast(sum(CASE WHEN minute(slot) = 0 THEN contacts ELSE 0 END) AS bigint) AS contacts_00,
  cast(sum(CASE WHEN minute(slot) = 15 THEN contacts ELSE 0 END) AS bigint) AS contacts_15,
  cast(sum(CASE WHEN minute(slot) = 30 THEN contacts ELSE 0 END) AS bigint) AS contacts_30,
  cast(sum(CASE WHEN minute(slot) = 45 THEN contacts ELSE 0 END) AS bigint) AS contacts_45
FROM local_activity
WHERE date_format(local_time, '%Y-%m-%d') BETWEEN ? AND ?
GROUP BY network, date_format(slot, '%Y-%m-%d %H')
ORDER BY 1, 2
