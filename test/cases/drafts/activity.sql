-- Contacts and bytes per network and slot: per observed slot, like for like, in TypeScript with liveness.
SELECT network, date_format(slot, '%Y-%m-%d %H:%i') AS slot, cast(sum(contacts) AS bigint) AS contacts, cast(sum(bytes_out + bytes_in) AS bigint) AS bytes, reference_version
FROM activity
WHERE dt BETWEEN '2017-04-01' AND '2017-07-06' AND role = 'use'
GROUP BY network, slot, reference_version
ORDER BY network, slot, reference_version
