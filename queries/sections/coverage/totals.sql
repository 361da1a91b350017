-- Question: Which records are in no activity: out of scope, internal, special, denied, ICMP errors?
-- Params: totals.dt from, totals.dt to, totals.local_day from, totals.local_day to
-- Columns: scope, action, icmp, sampled, records, bytes
SELECT
  scope, action, icmp, sampled,
  cast(sum(records) AS bigint) AS records,
  cast(sum(bytes_out + bytes_in) AS bigint) AS bytes
FROM totals
WHERE dt BETWEEN ? AND ? AND local_day BETWEEN ? AND ?
GROUP BY scope, action, icmp, sampled
ORDER BY scope, action, icmp, sampled
