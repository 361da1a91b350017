-- Series per local day and key (category, service, country, AS).
SELECT local_day, category, service, country, asn, reference_version, cast(sum(contacts) AS bigint) AS contacts, count(DISTINCT remote_ip) AS remotes
FROM daily
WHERE dt BETWEEN '2017-04-01' AND '2017-07-06' AND role = 'use'
GROUP BY local_day, category, service, country, asn, reference_version
ORDER BY local_day, category, service, country, asn, reference_version
