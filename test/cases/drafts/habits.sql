-- Days and hours of institutions and services: daily, one-off, rhythm.
WITH days AS (
  SELECT institution, service, kind, category, count(DISTINCT local_day) AS days, min(local_day) AS first_day, max(local_day) AS last_day, sum(contacts) AS contacts
  FROM daily
  WHERE dt BETWEEN '2017-04-01' AND '2017-07-06' AND role = 'use' AND (institution IS NOT NULL OR service IS NOT NULL)
  GROUP BY institution, service, kind, category
),
hours AS (
  SELECT institution, service, hour(at_timezone(with_timezone(slot, 'UTC'), time_zone)) AS hour, sum(contacts) AS contacts
  FROM activity
  WHERE dt BETWEEN '2017-04-01' AND '2017-07-06' AND role = 'use'
  GROUP BY institution, service, hour(at_timezone(with_timezone(slot, 'UTC'), time_zone))
)
SELECT d.institution, d.service, d.kind, d.category, d.days, d.first_day, d.last_day, cast(d.contacts AS bigint) AS contacts, h.hour, cast(h.contacts AS bigint) AS in_hour
FROM days d
JOIN hours h ON coalesce(h.institution, '') = coalesce(d.institution, '') AND coalesce(h.service, '') = coalesce(d.service, '')
ORDER BY d.institution, d.service, d.kind, d.category, h.hour
