-- Question: How many records of which scope, and what became of them?
-- Params: flows_runs.dt, flows_runs.run, inputs_uploads.dt, inputs_uploads.run
-- Columns: network, scope, action, exporter, source, format, sampled, icmp, records, bytes_out, bytes_in, reference_version
WITH begun AS (
  SELECT
    f.network, f.scope, f.action, f.exporter, f.source, f.format,
    CASE WHEN f.sampling <> 1 THEN 1 ELSE 0 END AS sampled,
    CASE
      WHEN f.protocol NOT IN (1, 58) THEN ''
      WHEN f.icmp_type IS NULL THEN 'untyped'
      WHEN f.protocol = 1 AND f.icmp_type IN (3, 4, 5, 11, 12) THEN 'error'
      WHEN f.protocol = 58 AND f.icmp_type IN (1, 2, 3, 4) THEN 'error'
      ELSE 'echo'
    END AS icmp,
    f.bytes_out, f.bytes_in, u.reference_version
  FROM flows_runs f
  JOIN inputs_uploads u ON u.upload_id = f.upload_id AND u.build = f.build
  WHERE f.dt = ? AND f.run = ? AND f.part = 0 AND u.dt = ? AND u.run = ?
)
SELECT
  network, scope, action, exporter, source, format, sampled, icmp,
  cast(count(*) AS bigint) AS records,
  cast(coalesce(sum(bytes_out), 0) AS bigint) AS bytes_out,
  cast(coalesce(sum(bytes_in), 0) AS bigint) AS bytes_in,
  reference_version
FROM begun
GROUP BY network, scope, action, exporter, source, format, sampled, icmp, reference_version
ORDER BY network, scope, action, exporter, source, format, sampled, icmp, reference_version
