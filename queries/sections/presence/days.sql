-- Question: How many contacts has each country of registration on each local day, by what is taken out?
-- Params: daily.dt from, daily.dt to, daily.local_day from, daily.local_day to
-- Columns: local_day, country, excluded_as, contacts, bytes
SELECT
  local_day, country, excluded_as,
  cast(sum(contacts) AS bigint) AS contacts,
  cast(sum(bytes_out + bytes_in) AS bigint) AS bytes
FROM daily
WHERE dt BETWEEN ? AND ? AND local_day BETWEEN ? AND ? AND role = 'use'
GROUP BY local_day, country, excluded_as
ORDER BY local_day, country, excluded_as
