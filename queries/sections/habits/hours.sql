-- Question: On which local days, and at which local hours, was each service and each named institution used?
-- Params: activity.dt from, activity.dt to, local day from, local day to
-- Columns: what, name, kind, local_day, contacts, named, h0, h1, h2, h3, h4, h5, h6, h7, h8, h9, h10, h11, h12, h13, h14, h15,
--   h16, h17, h18, h19, h20, h21, h22, h23
-- A contact counts for its service and for its institution: each row is taken twice, so that the table is read once. `named` are
-- those that more than a port tells.
-- By quarter-hour first: zones are asked once for each, not once a row.
WITH of_slots AS (
  SELECT
    family, category, kind, institution, excluded_as, slot, time_zone, sum(contacts) AS contacts,
    sum(CASE WHEN evidence = 'port' THEN 0 ELSE contacts END) AS named
  FROM activity
  WHERE dt BETWEEN ? AND ? AND role = 'use' AND category <> 'infrastructure'
  GROUP BY family, category, kind, institution, excluded_as, slot, time_zone
),
local_activity AS (
  SELECT
    family, category, kind, institution, excluded_as, contacts, named,
    at_timezone(with_timezone(slot, 'UTC'), CASE WHEN time_zone = '' THEN 'UTC' ELSE time_zone END) AS local_time
  FROM of_slots
),
hours AS (
  SELECT
    family, category, kind, institution, excluded_as, contacts, named,
    date_format(local_time, '%Y-%m-%d') AS local_day, hour(local_time) AS hour
  FROM local_activity
  WHERE date_format(local_time, '%Y-%m-%d') BETWEEN ? AND ?
),
used AS (
  SELECT
    what, CASE WHEN what = 'service' THEN family ELSE institution END AS name,
    CASE WHEN what = 'service' THEN category ELSE kind END AS kind, local_day, hour, contacts,
    CASE WHEN what = 'service' THEN named ELSE contacts END AS named
  FROM hours
  CROSS JOIN (VALUES ('service'), ('institution')) AS shown (what)
  WHERE (what = 'service' AND family IS NOT NULL AND category NOT IN ('unknown', 'cdn'))
    OR (what = 'institution' AND institution IS NOT NULL AND kind IN ('government', 'news', 'education', 'research')
      AND excluded_as <> 'peer_to_peer')
)
SELECT
  what, name, kind, local_day,
  cast(sum(contacts) AS bigint) AS contacts,
  cast(sum(named) AS bigint) AS named,
  cast(sum(CASE WHEN hour = 0 THEN contacts ELSE 0 END) AS bigint) AS h0,
  cast(sum(CASE WHEN hour = 1 THEN contacts ELSE 0 END) AS bigint) AS h1,
  cast(sum(CASE WHEN hour = 2 THEN contacts ELSE 0 END) AS bigint) AS h2,
  cast(sum(CASE WHEN hour = 3 THEN contacts ELSE 0 END) AS bigint) AS h3,
  cast(sum(CASE WHEN hour = 4 THEN contacts ELSE 0 END) AS bigint) AS h4,
  cast(sum(CASE WHEN hour = 5 THEN contacts ELSE 0 END) AS bigint) AS h5,
  cast(sum(CASE WHEN hour = 6 THEN contacts ELSE 0 END) AS bigint) AS h6,
  cast(sum(CASE WHEN hour = 7 THEN contacts ELSE 0 END) AS bigint) AS h7,
  cast(sum(CASE WHEN hour = 8 THEN contacts ELSE 0 END) AS bigint) AS h8,
  cast(sum(CASE WHEN hour = 9 THEN contacts ELSE 0 END) AS bigint) AS h9,
  cast(sum(CASE WHEN hour = 10 THEN contacts ELSE 0 END) AS bigint) AS h10,
  cast(sum(CASE WHEN hour = 11 THEN contacts ELSE 0 END) AS bigint) AS h11,
  cast(sum(CASE WHEN hour = 12 THEN contacts ELSE 0 END) AS bigint) AS h12,
  cast(sum(CASE WHEN hour = 13 THEN contacts ELSE 0 END) AS bigint) AS h13,
  cast(sum(CASE WHEN hour = 14 THEN contacts ELSE 0 END) AS bigint) AS h14,
  cast(sum(CASE WHEN hour = 15 THEN contacts ELSE 0 END) AS bigint) AS h15,
  cast(sum(CASE WHEN hour = 16 THEN contacts ELSE 0 END) AS bigint) AS h16,
  cast(sum(CASE WHEN hour = 17 THEN contacts ELSE 0 END) AS bigint) AS h17,
  cast(sum(CASE WHEN hour = 18 THEN contacts ELSE 0 END) AS bigint) AS h18,
  cast(sum(CASE WHEN hour = 19 THEN contacts ELSE 0 END) AS bigint) AS h19,
  cast(sum(CASE WHEN hour = 20 THEN contacts ELSE 0 END) AS bigint) AS h20,
  cast(sum(CASE WHEN hour = 21 THEN contacts ELSE 0 END) AS bigint) AS h21,
  cast(sum(CASE WHEN hour = 22 THEN contacts ELSE 0 END) AS bigint) AS h22,
  cast(sum(CASE WHEN hour = 23 THEN contacts ELSE 0 END) AS bigint) AS h23
FROM used
GROUP BY what, name, kind, local_day
ORDER BY what, name, kind, local_day
