-- Question: Which remote ends have most activity that no evidence gives a service?
-- Params: contacts.dt from, contacts.dt to
-- Columns: remote_ip, protocol, service_port, country, asn, kind, contacts
SELECT
  remote_ip, protocol, service_port, country, asn, kind,
  cast(count(*) AS bigint) AS contacts
FROM contacts
WHERE dt BETWEEN ? AND ? AND role = 'use' AND service IS NULL
GROUP BY remote_ip, protocol, service_port, country, asn, kind
ORDER BY contacts DESC, remote_ip, protocol, service_port, country, asn, kind
LIMIT 50
