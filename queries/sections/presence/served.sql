-- Question: From which countries do remote ends use services of the watched networks?
-- Params: daily.dt from, daily.dt to, daily.local_day from, daily.local_day to
-- Columns: country, contacts, bytes, days
SELECT
  country,
  cast(sum(contacts) AS bigint) AS contacts,
  cast(sum(bytes_out + bytes_in) AS bigint) AS bytes,
  cast(count(DISTINCT local_day) AS bigint) AS days
FROM daily
WHERE dt BETWEEN ? AND ? AND local_day BETWEEN ? AND ? AND role = 'served'
GROUP BY country
ORDER BY country
