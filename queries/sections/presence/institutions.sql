-- Question: Which named institutions of each country were used, of which kind, and on how many days?
-- Params: daily.dt from, daily.dt to, daily.local_day from, daily.local_day to
-- Columns: country, kind, institution, days, contacts
-- A content network or a cloud in front of a domain does not change whose it is: only a domain names an institution there.
WITH named AS (
  SELECT local_day, institution_country AS country, kind, kind_by, institution, asn, contacts
  FROM daily
  WHERE dt BETWEEN ? AND ? AND local_day BETWEEN ? AND ?
    AND role = 'use' AND excluded_as IN ('', 'cdn', 'cloud') AND institution IS NOT NULL
    AND kind IN ('government', 'news', 'education', 'research')
),
-- An AS in which domains name institutions is one of them, or carries them: it is no further one.
systems AS (
  SELECT DISTINCT country, asn
  FROM named
  WHERE kind_by = 'domain'
)
SELECT
  n.country, n.kind, n.institution,
  cast(count(DISTINCT n.local_day) AS bigint) AS days,
  cast(sum(n.contacts) AS bigint) AS contacts
FROM named n
LEFT JOIN systems s ON s.country = n.country AND s.asn = n.asn
WHERE n.kind_by = 'domain' OR s.asn IS NULL
GROUP BY n.country, n.kind, n.institution
ORDER BY n.country, n.kind, n.institution
