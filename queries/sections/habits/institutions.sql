-- Question: In which country is each institution that was used at home, and how much of it is known by more than the name of an AS?
-- Params: daily.dt from, daily.dt to, daily.local_day from, daily.local_day to
-- Columns: institution, country, contacts, listed
SELECT
  institution, institution_country AS country,
  cast(sum(contacts) AS bigint) AS contacts,
  cast(sum(CASE WHEN kind_by = 'name' THEN 0 ELSE contacts END) AS bigint) AS listed
FROM daily
WHERE dt BETWEEN ? AND ? AND local_day BETWEEN ? AND ? AND role = 'use' AND category <> 'infrastructure'
  AND institution IS NOT NULL AND kind IN ('government', 'news', 'education', 'research') AND excluded_as <> 'peer_to_peer'
GROUP BY institution, institution_country
ORDER BY institution, institution_country
