-- Question: How many records of which scope, and what became of them?
-- Params: inputs_uploads.dt, inputs_uploads.run, flows_runs.dt, flows_runs.run
-- Columns: local_day, network, scope, action, exporter, source, format, sampled, icmp, records, bytes_out, bytes_in, repeated,
--   reference_version
WITH uploads AS (
  SELECT upload_id, build, source, format, out_of_scope, reference_version, dt
  FROM inputs_uploads
  WHERE dt = ? AND run = ?
),
-- By quarter-hour, which no offset of a zone parts since January 1972: zones are asked once for each, not once a record.
begun AS (
  SELECT
    date_trunc('hour', f.start_time) + (minute(f.start_time) / 15) * INTERVAL '15' MINUTE AS slot,
    f.time_zone, f.network, f.scope, f.action, f.exporter, f.source, f.format,
    CASE WHEN f.sampling <> 1 THEN 1 ELSE 0 END AS sampled,
    CASE
      WHEN f.protocol NOT IN (1, 58) THEN ''
      WHEN f.icmp_type IS NULL THEN 'untyped'
      WHEN f.protocol = 1 AND f.icmp_type IN (3, 4, 5, 11, 12) THEN 'error'
      WHEN f.protocol = 58 AND f.icmp_type IN (1, 2, 3, 4) THEN 'error'
      ELSE 'echo'
    END AS icmp,
    u.reference_version, sum(1 - f.repeated) AS records, sum((1 - f.repeated) * f.bytes_out) AS bytes_out,
    sum((1 - f.repeated) * f.bytes_in) AS bytes_in, sum(f.repeated) AS repeated
  FROM flows_runs f
  JOIN uploads u ON u.upload_id = f.upload_id AND u.build = f.build
  WHERE f.dt = ? AND f.run = ? AND f.part = 0
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
),
local_records AS (
  SELECT
    date_format(at_timezone(with_timezone(slot, 'UTC'), CASE WHEN time_zone = '' THEN 'UTC' ELSE time_zone END), '%Y-%m-%d') AS local_day,
    network, scope, action, exporter, source, format, sampled, icmp, records, bytes_out, bytes_in, repeated, reference_version
  FROM begun
  UNION ALL
  -- Records without a watched end are in no table: the receipt has their number. They have no network, and so no zone.
  SELECT
    dt AS local_day, '' AS network, 'out_of_scope' AS scope, 'unknown' AS action, '' AS exporter, source, format, 0 AS sampled,
    '' AS icmp, out_of_scope AS records, 0 AS bytes_out, 0 AS bytes_in, 0 AS repeated, reference_version
  FROM uploads
  WHERE out_of_scope > 0
)
SELECT
  local_day, network, scope, action, exporter, source, format, sampled, icmp,
  cast(sum(records) AS bigint) AS records,
  cast(coalesce(sum(bytes_out), 0) AS bigint) AS bytes_out,
  cast(coalesce(sum(bytes_in), 0) AS bigint) AS bytes_in,
  cast(sum(repeated) AS bigint) AS repeated,
  reference_version
FROM local_records
GROUP BY local_day, network, scope, action, exporter, source, format, sampled, icmp, reference_version
ORDER BY local_day, network, scope, action, exporter, source, format, sampled, icmp, reference_version
