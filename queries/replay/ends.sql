-- Question: Which remote ends have the records of a day, and what do they say of them? For what a replay would change.
-- Params: flows.dt
-- Columns: build, remote_ip, host, relay_port, country, asn, kind, institution, service, rows
-- Relays are known by address and TCP port, all else by address and name: ports that no server listens on are one, 0.
SELECT
  build, remote_ip, host,
  CASE WHEN protocol = 6 AND remote_port < 32768 THEN remote_port ELSE 0 END AS relay_port,
  remote_country AS country, remote_asn AS asn, remote_kind AS kind, remote_institution AS institution,
  CASE WHEN address_evidence = 'relay' THEN service_by_address ELSE coalesce(service_by_name, service_by_address) END AS service,
  cast(count(*) AS bigint) AS rows
FROM flows
WHERE dt = ?
GROUP BY build, remote_ip, host, CASE WHEN protocol = 6 AND remote_port < 32768 THEN remote_port ELSE 0 END,
  remote_country, remote_asn, remote_kind, remote_institution,
  CASE WHEN address_evidence = 'relay' THEN service_by_address ELSE coalesce(service_by_name, service_by_address) END
ORDER BY build, remote_ip, host, 4, country, asn, kind, institution, service
