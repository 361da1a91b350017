-- Question: How many uploads, rows, records and bytes does a run hold of each build, by its flows and by its inputs?
-- Params: flows_runs.dt, flows_runs.run, inputs_uploads.dt, inputs_uploads.run
-- Columns: side, build, uploads, rows, records, bytes_out, bytes_in
-- Bytes are text: a day's sum may be above 2^53.
SELECT
  'flows' AS side, build,
  cast(count(DISTINCT upload_id) AS bigint) AS uploads,
  cast(count(*) AS bigint) AS rows,
  cast(sum(CASE WHEN part = 0 THEN 1 ELSE 0 END) AS bigint) AS records,
  cast(sum(CASE WHEN part = 0 THEN coalesce(bytes_out, 0) ELSE 0 END) AS varchar) AS bytes_out,
  cast(sum(CASE WHEN part = 0 THEN coalesce(bytes_in, 0) ELSE 0 END) AS varchar) AS bytes_in
FROM flows_runs
WHERE dt = ? AND run = ?
GROUP BY build
UNION ALL
SELECT
  'inputs' AS side, build,
  cast(count(*) AS bigint) AS uploads,
  cast(sum(landed_rows) AS bigint) AS rows,
  cast(sum(landed_records) AS bigint) AS records,
  cast(sum(bytes_out) AS varchar) AS bytes_out,
  cast(sum(bytes_in) AS varchar) AS bytes_in
FROM inputs_uploads
WHERE dt = ? AND run = ?
GROUP BY build
ORDER BY side, build
