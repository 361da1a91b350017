-- Question: What do the contacts with each service rest on: a server name, a prefix, an autonomous system, a port, a list?
-- Params: daily.dt from, daily.dt to, daily.local_day from, daily.local_day to
-- Columns: family, evidence, contacts
SELECT family, evidence, cast(sum(contacts) AS bigint) AS contacts
FROM daily
WHERE dt BETWEEN ? AND ? AND local_day BETWEEN ? AND ? AND role = 'use'
  AND category NOT IN ('infrastructure', 'unknown', 'cdn') AND family IS NOT NULL
GROUP BY family, evidence
ORDER BY family, evidence
