-- Question: Which rows of a day's landing objects count, and whose are they?
-- Params: inputs_networks.dt, inputs_networks.run, landing.dt, inputs_uploads.dt, inputs_uploads.run, landing.dt,
--   inputs_uploads.dt, inputs_uploads.run
-- Columns: start_time, end_time, part, network, network_prefix, access_path, time_zone, scope, remote_network,
--   remote_network_prefix, local_ip, local_prefix, local_port, remote_ip, remote_port, protocol, icmp_type, icmp_code,
--   bytes_out, bytes_in, packets_out, packets_in, bytes_layer, sampling, tcp_flags_out, tcp_flags_in, state, action, began,
--   began_by, answered, remote_country, country_source, remote_asn, remote_as_name, remote_kind, kind_by,
--   remote_institution, institution_country, remote_excluded_as, app, host, service_by_name, service_by_address,
--   address_evidence, service_by_remote_port,
--   service_by_local_port, exporter, source, format, upload_id, build, record, repeated
-- A landing row names its networks by prefix; what is said of them is joined here, so that it can change without the row.
WITH networks AS (
  SELECT reference_version, prefix, valid_from, valid_to, name, time_zone, access_path, home_country, provider_asns
  FROM inputs_networks
  WHERE dt = ? AND run = ?
),
-- Only where uploads of an exporter overlap in time: what of each record the log said, and where the watched end was placed.
overlapping AS (
  SELECT
    l.upload_id, u.overlapping AS place, l.record,
    ROW(
      l.start_time, l.end_time, l.part, l.network_prefix, l.local_ip, coalesce(l.local_port, -1), l.remote_ip,
      coalesce(l.remote_port, -1), l.protocol, coalesce(l.icmp_type, -1), coalesce(l.icmp_code, -1), coalesce(l.bytes_out, -1),
      coalesce(l.bytes_in, -1), coalesce(l.packets_out, -1), coalesce(l.packets_in, -1), l.bytes_layer, l.sampling,
      coalesce(l.tcp_flags_out, -1), coalesce(l.tcp_flags_in, -1), coalesce(l.state, ''), l.action, l.began, l.answered,
      coalesce(l.app, ''), coalesce(l.host, ''), l.exporter
    ) AS words
  FROM landing l
  JOIN inputs_uploads u ON u.upload_id = l.upload_id AND u.landing_build = l.build
  WHERE l.dt = ? AND u.dt = ? AND u.run = ? AND u.overlapping > 0
),
counted AS (
  SELECT words, upload_id, place, record, count(*) OVER (PARTITION BY words, upload_id) AS times
  FROM overlapping
),
-- A record counts as often as the upload has it that has it most often; of several with as many, the first by key.
kept AS (
  SELECT upload_id, record, first_value(upload_id) OVER (PARTITION BY words ORDER BY times DESC, place) AS kept_upload_id
  FROM counted
),
repetitions AS (
  SELECT upload_id, record
  FROM kept
  WHERE kept_upload_id <> upload_id
)
SELECT
  l.start_time,
  l.end_time,
  l.part,
  n.name AS network,
  l.network_prefix,
  n.access_path,
  n.time_zone,
  l.scope,
  r.name AS remote_network,
  l.remote_network_prefix,
  l.local_ip,
  l.local_prefix,
  l.local_port,
  l.remote_ip,
  l.remote_port,
  l.protocol,
  l.icmp_type,
  l.icmp_code,
  l.bytes_out,
  l.bytes_in,
  l.packets_out,
  l.packets_in,
  l.bytes_layer,
  l.sampling,
  l.tcp_flags_out,
  l.tcp_flags_in,
  l.state,
  l.action,
  l.began,
  l.began_by,
  l.answered,
  l.remote_country,
  l.country_source,
  l.remote_asn,
  l.remote_as_name,
  l.remote_kind,
  l.kind_by,
  l.remote_institution,
  l.institution_country,
  CASE
    WHEN l.remote_country = n.home_country THEN 'home'
    WHEN strpos(n.provider_asns, concat(' ', cast(l.remote_asn AS varchar), ' ')) > 0 THEN 'access_provider'
    ELSE l.remote_excluded_as
  END AS remote_excluded_as,
  l.app,
  l.host,
  l.service_by_name,
  l.service_by_address,
  l.address_evidence,
  l.service_by_remote_port,
  l.service_by_local_port,
  l.exporter,
  l.source,
  l.format,
  l.upload_id,
  u.build,
  l.record,
  CASE WHEN d.record IS NOT NULL THEN 1 ELSE 0 END AS repeated
FROM landing l
JOIN inputs_uploads u ON u.upload_id = l.upload_id AND u.landing_build = l.build
JOIN networks n
  ON n.reference_version = u.reference_version AND n.prefix = l.network_prefix
  AND l.start_time >= n.valid_from AND l.start_time < n.valid_to
LEFT JOIN networks r
  ON r.reference_version = u.reference_version AND r.prefix = l.remote_network_prefix
  AND l.start_time >= r.valid_from AND l.start_time < r.valid_to
LEFT JOIN repetitions d ON d.upload_id = l.upload_id AND d.record = l.record
WHERE l.dt = ? AND u.dt = ? AND u.run = ?
ORDER BY n.name, l.remote_ip, l.start_time, l.upload_id, l.record
