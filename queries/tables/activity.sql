-- Question: How many contacts and bytes per quarter-hour and class, without addresses?
-- Params: contacts_runs.dt, contacts_runs.run
-- Columns: slot, network, time_zone, access_path, role, protocol, service_port, country, asn, kind, institution, service,
--   family, category, evidence, excluded_as, contacts, bytes_out, bytes_in, bytes_denied, sampled_contacts, twice_contacts,
--   uncounted_contacts, records, reference_version
SELECT
  slot, network, time_zone, access_path, role, protocol,
  CASE WHEN service_port < 1024 OR evidence = 'port' THEN service_port ELSE 0 END AS service_port,
  country, asn, kind, institution, service, family, category, evidence, excluded_as,
  cast(count(*) AS bigint) AS contacts,
  cast(coalesce(sum(bytes_out), 0) AS bigint) AS bytes_out,
  cast(coalesce(sum(bytes_in), 0) AS bigint) AS bytes_in,
  cast(sum(bytes_denied) AS bigint) AS bytes_denied,
  cast(sum(CASE WHEN sampling <> 1 THEN 1 ELSE 0 END) AS bigint) AS sampled_contacts,
  cast(sum(CASE WHEN exporters > 1 THEN 1 ELSE 0 END) AS bigint) AS twice_contacts,
  cast(sum(CASE WHEN bytes_out IS NULL AND bytes_in IS NULL THEN 1 ELSE 0 END) AS bigint) AS uncounted_contacts,
  cast(sum(records) AS bigint) AS records,
  reference_version
FROM contacts_runs
WHERE dt = ? AND run = ?
GROUP BY slot, network, time_zone, access_path, role, protocol,
  CASE WHEN service_port < 1024 OR evidence = 'port' THEN service_port ELSE 0 END,
  country, asn, kind, institution, service, family, category, evidence, excluded_as, reference_version
