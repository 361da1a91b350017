-- Series per local day and category for the event test; observed slots come from liveness.
SELECT local_day, network, category, cast(sum(contacts) AS bigint) AS contacts, cast(sum(bytes_out + bytes_in) AS bigint) AS bytes
FROM daily
WHERE dt BETWEEN '2017-04-01' AND '2017-07-06' AND role = 'use'
GROUP BY local_day, network, category
ORDER BY local_day, network, category
