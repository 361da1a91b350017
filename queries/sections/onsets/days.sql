-- Question: How many contacts of each category, service, country, system and port has each network on each local day?
-- Params: daily.dt from, daily.dt to, daily.local_day from, daily.local_day to
-- Columns: local_day, network, category, service, country, asn, protocol, service_port, contacts
-- Infrastructure is left out. A port is named only where no service is known.
SELECT
  local_day, network, category, service, country, asn, protocol, service_port,
  cast(sum(contacts) AS bigint) AS contacts
FROM daily
WHERE dt BETWEEN ? AND ? AND local_day BETWEEN ? AND ? AND role = 'use' AND category <> 'infrastructure'
GROUP BY local_day, network, category, service, country, asn, protocol, service_port
ORDER BY local_day, network, category, service, country, asn, protocol, service_port
