-- Question: Which local addresses used these institutions?
-- Params: contacts.dt from, contacts.dt to, local day from, local day to, systems with a space around each,
--   systems with a space around each, systems with a space around each, systems with a space around each,
--   domains with a space around each, domains with a space around each, domains with a space around each,
--   domains with a space around each
-- Columns: network, local_prefix, asn, institution
-- Each list comes in four parts, as a parameter is short.
SELECT DISTINCT network, local_prefix, asn, institution
FROM contacts
WHERE dt BETWEEN ? AND ?
  AND date_format(
    at_timezone(with_timezone(slot, 'UTC'), CASE WHEN time_zone = '' THEN 'UTC' ELSE time_zone END), '%Y-%m-%d') BETWEEN ? AND ?
  AND role = 'use' AND category <> 'infrastructure'
  AND (strpos(concat(?, ?, ?, ?), concat(' ', cast(asn AS varchar), ' ')) > 0
    OR strpos(concat(?, ?, ?, ?), concat(' ', institution, ' ')) > 0)
ORDER BY network, local_prefix, asn, institution
