-- Question: How many contacts were not answered, on which ports and with which countries, and how many of them are scans?
-- Params: attempts.dt from, attempts.dt to, attempts.local_day from, attempts.local_day to
-- Columns: role, protocol, service_port, country, by_scan, contacts
SELECT role, protocol, service_port, country, by_scan, cast(sum(contacts) AS bigint) AS contacts
FROM attempts
WHERE dt BETWEEN ? AND ? AND local_day BETWEEN ? AND ?
GROUP BY role, protocol, service_port, country, by_scan
ORDER BY role, protocol, service_port, country, by_scan
