-- Question: How many contacts has each network in each role, and how sure are we of them?
-- Params: activity.dt from, activity.dt to, local day from, local day to
-- Columns: network, role, contacts, bytes, bytes_denied, sampled, twice, uncounted, infrastructure, unclassified, no_country,
--   no_asn, no_kind
-- What is not known leaves infrastructure out.
SELECT
  network, role,
  cast(sum(contacts) AS bigint) AS contacts,
  cast(sum(bytes_out + bytes_in) AS bigint) AS bytes,
  cast(sum(bytes_denied) AS bigint) AS bytes_denied,
  cast(sum(sampled_contacts) AS bigint) AS sampled,
  cast(sum(twice_contacts) AS bigint) AS twice,
  cast(sum(uncounted_contacts) AS bigint) AS uncounted,
  cast(sum(CASE WHEN category = 'infrastructure' THEN contacts ELSE 0 END) AS bigint) AS infrastructure,
  cast(sum(CASE WHEN category = 'unknown' THEN contacts ELSE 0 END) AS bigint) AS unclassified,
  cast(sum(CASE WHEN category <> 'infrastructure' AND country = 'ZZ' THEN contacts ELSE 0 END) AS bigint) AS no_country,
  cast(sum(CASE WHEN category <> 'infrastructure' AND asn IS NULL THEN contacts ELSE 0 END) AS bigint) AS no_asn,
  cast(sum(CASE WHEN category <> 'infrastructure' AND kind = 'unknown' THEN contacts ELSE 0 END) AS bigint) AS no_kind
FROM activity
WHERE dt BETWEEN ? AND ?
  AND date_format(
    at_timezone(with_timezone(slot, 'UTC'), CASE WHEN time_zone = '' THEN 'UTC' ELSE time_zone END), '%Y-%m-%d') BETWEEN ? AND ?
GROUP BY network, role
ORDER BY network, role
