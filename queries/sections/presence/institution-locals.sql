-- Question: On how many local addresses do the contacts with each named institution rest?
-- Params: contacts.time_zone, contacts.dt from, contacts.dt to, contacts.slot from, contacts.slot to
-- Columns: country, kind, institution, addresses
WITH addresses AS (
  SELECT DISTINCT country, kind, institution, network, local_prefix
  FROM contacts
  WHERE time_zone = ? AND dt BETWEEN ? AND ? AND slot >= cast(? AS timestamp) AND slot < cast(? AS timestamp)
    AND role = 'use' AND excluded_as = '' AND institution IS NOT NULL AND kind IN ('government', 'news', 'education', 'research')
)
SELECT country, kind, institution, cast(count(*) AS bigint) AS addresses
FROM addresses
GROUP BY country, kind, institution
ORDER BY country, kind, institution
