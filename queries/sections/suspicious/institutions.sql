-- Question: Which of these institutions were used, by name or by the system of their addresses, and on which days?
-- Params: daily.dt from, daily.dt to, daily.local_day from, daily.local_day to, systems with a space around each,
--   systems with a space around each, systems with a space around each, systems with a space around each,
--   domains with a space around each, domains with a space around each, domains with a space around each,
--   domains with a space around each
-- Columns: local_day, asn, institution, contacts, bytes
-- Each list comes in four parts, as a parameter is short.
SELECT
  local_day, asn, institution,
  cast(sum(contacts) AS bigint) AS contacts,
  cast(sum(bytes_out + bytes_in) AS bigint) AS bytes
FROM daily
WHERE dt BETWEEN ? AND ? AND local_day BETWEEN ? AND ? AND role = 'use' AND category <> 'infrastructure'
  AND (strpos(concat(?, ?, ?, ?), concat(' ', cast(asn AS varchar), ' ')) > 0
    OR strpos(concat(?, ?, ?, ?), concat(' ', institution, ' ')) > 0)
GROUP BY local_day, asn, institution
ORDER BY local_day, asn, institution
