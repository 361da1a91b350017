-- Question: Which named institutions of each country were used, of which kind, and on how many days?
-- Params: daily.dt from, daily.dt to, daily.local_day from, daily.local_day to
-- Columns: country, kind, institution, days, contacts
SELECT
  country, kind, institution,
  cast(count(DISTINCT local_day) AS bigint) AS days,
  cast(sum(contacts) AS bigint) AS contacts
FROM daily
WHERE dt BETWEEN ? AND ? AND local_day BETWEEN ? AND ?
  AND role = 'use' AND excluded_as = '' AND institution IS NOT NULL AND kind IN ('government', 'news', 'education', 'research')
GROUP BY country, kind, institution
ORDER BY country, kind, institution
