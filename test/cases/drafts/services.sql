-- Per service: contacts, bytes, distinct local addresses, days, mix of evidence.
WITH by_address AS (
  SELECT service, category, count(DISTINCT local_address) AS addresses, count(DISTINCT local_day) AS days, sum(contacts) AS contacts, sum(bytes_out + bytes_in) AS bytes
  FROM locals
  WHERE dt BETWEEN '2017-04-01' AND '2017-07-06' AND role = 'use' AND service IS NOT NULL
  GROUP BY service, category
),
by_evidence AS (
  SELECT service, evidence, sum(contacts) AS contacts
  FROM activity
  WHERE dt BETWEEN '2017-04-01' AND '2017-07-06' AND role = 'use' AND service IS NOT NULL
  GROUP BY service, evidence
)
SELECT a.service, a.category, a.addresses, a.days, cast(a.contacts AS bigint) AS contacts, cast(a.bytes AS bigint) AS bytes, e.evidence, cast(e.contacts AS bigint) AS by_evidence
FROM by_address a
JOIN by_evidence e ON e.service = a.service
ORDER BY a.category, contacts DESC, a.service, e.evidence
