-- Contacts and bytes per access path and slot; the slots in which all paths were observed come from liveness.
SELECT access_path, network, date_format(slot, '%Y-%m-%d %H:%i') AS slot, cast(sum(contacts) AS bigint) AS contacts, cast(sum(bytes_out + bytes_in) AS bigint) AS bytes
FROM activity
WHERE dt BETWEEN '2017-04-01' AND '2017-07-06' AND role = 'use' AND category <> 'infrastructure'
GROUP BY access_path, network, slot
ORDER BY access_path, network, slot
