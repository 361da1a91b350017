-- Question: Which records are there, those of uploads that no published day counts included (published = 'no')?
--   They are new, or copies, or were replaced or withdrawn: their receipts say which. Name dt in WHERE.
-- Params: none
-- Columns: start_time, end_time, part, network, network_prefix, access_path, time_zone, scope, remote_network,
--   remote_network_prefix, local_ip, local_prefix, local_port, remote_ip, remote_port, protocol, icmp_type,
--   icmp_code, bytes_out, bytes_in, packets_out, packets_in, bytes_layer, sampling, tcp_flags_out, tcp_flags_in,
--   state, action, began, began_by, answered, remote_country, country_source, remote_asn, remote_as_name,
--   remote_kind, kind_by, remote_institution, institution_country, remote_excluded_as, app, host, service_by_name, service_by_address,
--   address_evidence, service_by_remote_port, service_by_local_port, exporter, source, format, upload_id, build,
--   record, dt, published
-- What is not published has no name, zone or access path yet: its networks are known by prefix.
SELECT
  start_time, end_time, part, network, network_prefix, access_path, time_zone, scope, remote_network,
  remote_network_prefix, local_ip, local_prefix, local_port, remote_ip, remote_port, protocol, icmp_type, icmp_code,
  bytes_out, bytes_in, packets_out, packets_in, bytes_layer, sampling, tcp_flags_out, tcp_flags_in, state, action,
  began, began_by, answered, remote_country, country_source, remote_asn, remote_as_name, remote_kind, kind_by,
  remote_institution, institution_country, remote_excluded_as, app, host, service_by_name, service_by_address, address_evidence,
  service_by_remote_port, service_by_local_port, exporter, source, format, upload_id, build, record, dt,
  'yes' AS published
FROM flows
UNION ALL
SELECT
  start_time, end_time, part, cast(NULL AS varchar) AS network, network_prefix, cast(NULL AS varchar) AS access_path,
  cast(NULL AS varchar) AS time_zone, scope, cast(NULL AS varchar) AS remote_network, remote_network_prefix, local_ip,
  local_prefix, local_port, remote_ip, remote_port, protocol, icmp_type, icmp_code, bytes_out, bytes_in, packets_out,
  packets_in, bytes_layer, sampling, tcp_flags_out, tcp_flags_in, state, action, began, began_by, answered,
  remote_country, country_source, remote_asn, remote_as_name, remote_kind, kind_by, remote_institution,
  institution_country, remote_excluded_as, app, host, service_by_name, service_by_address, address_evidence,
  service_by_remote_port, service_by_local_port, exporter, source, format, landing.upload_id, build, record, landing.dt, 'no' AS published
FROM landing
LEFT JOIN (SELECT DISTINCT dt, upload_id FROM flows) AS counted
  ON counted.dt = landing.dt AND counted.upload_id = landing.upload_id
WHERE counted.upload_id IS NULL
