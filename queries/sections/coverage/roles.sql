-- Question: How many contacts has each network in each role, and how sure are we of them?
-- Params: activity.dt from, activity.dt to, local day from, local day to
-- Columns: network, role, contacts, bytes, bytes_denied, sampled, twice, uncounted, infrastructure, unclassified, no_country,
--   no_asn, no_kind
-- What is not known leaves infrastructure out.
-- By quarter-hour first: zones are asked once for each, not once a row.
WITH of_slots AS (
  SELECT
    network, role, slot, time_zone, sum(contacts) AS contacts, sum(bytes_out + bytes_in) AS bytes, sum(bytes_denied) AS bytes_denied,
    sum(sampled_contacts) AS sampled, sum(twice_contacts) AS twice, sum(uncounted_contacts) AS uncounted,
    sum(CASE WHEN category = 'infrastructure' THEN contacts ELSE 0 END) AS infrastructure,
    sum(CASE WHEN category = 'unknown' THEN contacts ELSE 0 END) AS unclassified,
    sum(CASE WHEN category <> 'infrastructure' AND country = 'ZZ' THEN contacts ELSE 0 END) AS no_country,
    sum(CASE WHEN category <> 'infrastructure' AND asn IS NULL THEN contacts ELSE 0 END) AS no_asn,
    sum(CASE WHEN category <> 'infrastructure' AND kind = 'unknown' THEN contacts ELSE 0 END) AS no_kind
  FROM activity
  WHERE dt BETWEEN ? AND ?
  GROUP BY network, role, slot, time_zone
)
SELECT
  network, role,
  cast(sum(contacts) AS bigint) AS contacts,
  cast(sum(bytes) AS bigint) AS bytes,
  cast(sum(bytes_denied) AS bigint) AS bytes_denied,
  cast(sum(sampled) AS bigint) AS sampled,
  cast(sum(twice) AS bigint) AS twice,
  cast(sum(uncounted) AS bigint) AS uncounted,
  cast(sum(infrastructure) AS bigint) AS infrastructure,
  cast(sum(unclassified) AS bigint) AS unclassified,
  cast(sum(no_country) AS bigint) AS no_country,
  cast(sum(no_asn) AS bigint) AS no_asn,
  cast(sum(no_kind) AS bigint) AS no_kind
FROM of_slots
WHERE date_format(
    at_timezone(with_timezone(slot, 'UTC'), CASE WHEN time_zone = '' THEN 'UTC' ELSE time_zone END), '%Y-%m-%d') BETWEEN ? AND ?
GROUP BY network, role
ORDER BY network, role
