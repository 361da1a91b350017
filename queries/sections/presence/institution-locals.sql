-- Question: On how many local addresses do the contacts with each named institution rest?
-- Params: contacts.dt from, contacts.dt to, local day from, local day to
-- Columns: country, kind, institution, addresses
-- By quarter-hour first: zones are asked once for each, not once a row.
WITH of_slots AS (
  SELECT DISTINCT institution_country AS country, kind, institution, network, local_prefix, slot, time_zone
  FROM contacts
  WHERE dt BETWEEN ? AND ? AND role = 'use' AND excluded_as IN ('', 'cdn', 'cloud') AND institution IS NOT NULL
    AND kind IN ('government', 'news', 'education', 'research')
),
addresses AS (
  SELECT DISTINCT country, kind, institution, network, local_prefix
  FROM of_slots
  WHERE date_format(
      at_timezone(with_timezone(slot, 'UTC'), CASE WHEN time_zone = '' THEN 'UTC' ELSE time_zone END), '%Y-%m-%d') BETWEEN ? AND ?
)
SELECT country, kind, institution, cast(count(*) AS bigint) AS addresses
FROM addresses
GROUP BY country, kind, institution
ORDER BY country, kind, institution
