-- Question: With which resolvers did more go both ways on a local day than lookups of names do?
-- Params: daily.dt from, daily.dt to, daily.local_day from, daily.local_day to
-- Columns: local_day, remote_ip, contacts, bytes_out, bytes_in
-- Of the pinned definition: 10 MB a day, and 1 MB a contact, which is 1 MB in a quarter-hour of one local address.
SELECT
  local_day, remote_ip,
  cast(sum(contacts) AS bigint) AS contacts,
  cast(sum(bytes_out) AS bigint) AS bytes_out,
  cast(sum(bytes_in) AS bigint) AS bytes_in
FROM daily
WHERE dt BETWEEN ? AND ? AND local_day BETWEEN ? AND ? AND role = 'use' AND service IN ('DNS', 'DNS over TLS')
GROUP BY local_day, remote_ip
HAVING sum(bytes_out + bytes_in) >= 10000000 AND sum(bytes_out + bytes_in) >= 1000000 * sum(contacts)
ORDER BY local_day, remote_ip
