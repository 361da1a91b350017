-- Question: How many contacts and bytes has each network in each quarter-hour, infrastructure left out, and how many contacts of unclear role?
-- Params: activity.dt from, activity.dt to, local day from, local day to
-- Columns: network, local_day, slot, contacts, bytes, unclear
-- By quarter-hour first: zones are asked once for each, not once a row.
WITH of_slots AS (
  SELECT
    network, slot, time_zone,
    sum(CASE WHEN role = 'use' THEN contacts ELSE 0 END) AS contacts,
    sum(CASE WHEN role = 'use' THEN bytes_out + bytes_in ELSE 0 END) AS bytes,
    sum(CASE WHEN role = 'unclear' THEN contacts ELSE 0 END) AS unclear
  FROM activity
  WHERE dt BETWEEN ? AND ? AND role IN ('use', 'unclear') AND category <> 'infrastructure'
  GROUP BY network, slot, time_zone
),
local_activity AS (
  SELECT
    network, slot, contacts, bytes, unclear,
    date_format(
      at_timezone(with_timezone(slot, 'UTC'), CASE WHEN time_zone = '' THEN 'UTC' ELSE time_zone END), '%Y-%m-%d') AS local_day
  FROM of_slots
)
SELECT
  network, local_day,
  date_format(slot, '%Y-%m-%d %H:%i:%s') AS slot,
  cast(sum(contacts) AS bigint) AS contacts,
  cast(sum(bytes) AS bigint) AS bytes,
  cast(sum(unclear) AS bigint) AS unclear
FROM local_activity
WHERE local_day BETWEEN ? AND ?
GROUP BY network, local_day, slot
ORDER BY 1, 2, 3
