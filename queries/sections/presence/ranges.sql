-- Question: Which networks of remote ends carry at least a share of the contacts with their country?
-- Params: daily.dt from, daily.dt to, daily.local_day from, daily.local_day to, least contacts of a country, 100 / the share in %
-- Columns: country, remote_ip, contacts, of_country
WITH ends AS (
  SELECT country, remote_ip,
    CASE WHEN strpos(remote_ip, ':') > 0
      THEN split_part(remote_ip, ':', 1) || ':' || split_part(remote_ip, ':', 2) || ':' || split_part(remote_ip, ':', 3)
      ELSE split_part(remote_ip, '.', 1) || '.' || split_part(remote_ip, '.', 2) || '.' || split_part(remote_ip, '.', 3)
    END AS net,
    sum(contacts) AS contacts
  FROM daily
  WHERE dt BETWEEN ? AND ? AND local_day BETWEEN ? AND ? AND role = 'use' AND country <> 'ZZ'
  GROUP BY country, remote_ip
),
nets AS (
  SELECT country, min(remote_ip) AS remote_ip, sum(contacts) AS contacts
  FROM ends
  GROUP BY country, net
),
countries AS (
  SELECT country, sum(contacts) AS contacts
  FROM ends
  GROUP BY country
)
SELECT n.country, n.remote_ip, cast(n.contacts AS bigint) AS contacts, cast(c.contacts AS bigint) AS of_country
FROM nets n
JOIN countries c ON c.country = n.country
WHERE c.contacts >= ? AND n.contacts * ? >= c.contacts
ORDER BY country, remote_ip
