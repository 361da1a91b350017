-- Question: On how many local addresses do the contacts with each institution rest, whatever presence leaves out?
-- Params: contacts.dt from, contacts.dt to, local day from, local day to
-- Columns: institution, addresses
-- By quarter-hour first: zones are asked once for each, not once a row.
WITH of_slots AS (
  SELECT DISTINCT institution, network, local_prefix, slot, time_zone
  FROM contacts
  WHERE dt BETWEEN ? AND ? AND role = 'use' AND category <> 'infrastructure' AND institution IS NOT NULL
    AND kind IN ('government', 'news', 'education', 'research') AND excluded_as <> 'peer_to_peer'
),
addresses AS (
  SELECT DISTINCT institution, network, local_prefix
  FROM of_slots
  WHERE date_format(
      at_timezone(with_timezone(slot, 'UTC'), CASE WHEN time_zone = '' THEN 'UTC' ELSE time_zone END), '%Y-%m-%d') BETWEEN ? AND ?
)
SELECT institution, cast(count(*) AS bigint) AS addresses
FROM addresses
GROUP BY institution
ORDER BY institution
