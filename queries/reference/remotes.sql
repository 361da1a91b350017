-- Question: How many contacts of use had each remote end?
-- Params: daily.dt from, daily.dt to
-- Columns: remote_ip, contacts
SELECT
  remote_ip,
  cast(sum(contacts) AS bigint) AS contacts
FROM daily
WHERE dt BETWEEN ? AND ? AND role = 'use'
GROUP BY remote_ip
ORDER BY remote_ip
