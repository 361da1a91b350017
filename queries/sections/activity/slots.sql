-- Question: How many contacts and bytes has each network in each quarter-hour, infrastructure left out, and how many contacts of unclear role?
-- Params: activity.dt from, activity.dt to, local day from, local day to
-- Columns: network, local_day, slot, contacts, bytes, unclear
WITH local_activity AS (
  SELECT
    network, slot, role, contacts, bytes_out + bytes_in AS bytes,
    date_format(
      at_timezone(with_timezone(slot, 'UTC'), CASE WHEN time_zone = '' THEN 'UTC' ELSE time_zone END), '%Y-%m-%d') AS local_day
  FROM activity
  WHERE dt BETWEEN ? AND ? AND role IN ('use', 'unclear') AND category <> 'infrastructure'
)
SELECT
  network, local_day,
  date_format(slot, '%Y-%m-%d %H:%i:%s') AS slot,
  cast(sum(CASE WHEN role = 'use' THEN contacts ELSE 0 END) AS bigint) AS contacts,
  cast(sum(CASE WHEN role = 'use' THEN bytes ELSE 0 END) AS bigint) AS bytes,
  cast(sum(CASE WHEN role = 'unclear' THEN contacts ELSE 0 END) AS bigint) AS unclear
FROM local_activity
WHERE local_day BETWEEN ? AND ?
GROUP BY network, local_day, slot
ORDER BY 1, 2, 3
