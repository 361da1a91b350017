-- Question: Do the rows of a run agree with what the receipts of its uploads say?
-- Params: flows_runs.dt, flows_runs.run, inputs_uploads.dt, inputs_uploads.run
-- Columns: upload_id, build, expected_rows, found_rows, expected_records, found_records, bytes_out_differ, bytes_in_differ
WITH found AS (
  SELECT
    upload_id, build, count(*) AS found_rows,
    sum(CASE WHEN part = 0 THEN 1 ELSE 0 END) AS found_records,
    sum(CASE WHEN part = 0 THEN coalesce(bytes_out, 0) ELSE 0 END) AS bytes_out,
    sum(CASE WHEN part = 0 THEN coalesce(bytes_in, 0) ELSE 0 END) AS bytes_in
  FROM flows_runs
  WHERE dt = ? AND run = ?
  GROUP BY upload_id, build
),
expected AS (
  SELECT upload_id, build, landed_rows, landed_records, bytes_out, bytes_in
  FROM inputs_uploads
  WHERE dt = ? AND run = ?
)
SELECT
  coalesce(e.upload_id, f.upload_id) AS upload_id, coalesce(e.build, f.build) AS build,
  cast(coalesce(e.landed_rows, 0) AS bigint) AS expected_rows,
  cast(coalesce(f.found_rows, 0) AS bigint) AS found_rows,
  cast(coalesce(e.landed_records, 0) AS bigint) AS expected_records,
  cast(coalesce(f.found_records, 0) AS bigint) AS found_records,
  cast(CASE WHEN coalesce(e.bytes_out, 0) <> coalesce(f.bytes_out, 0) THEN 1 ELSE 0 END AS bigint) AS bytes_out_differ,
  cast(CASE WHEN coalesce(e.bytes_in, 0) <> coalesce(f.bytes_in, 0) THEN 1 ELSE 0 END AS bigint) AS bytes_in_differ
FROM expected e
FULL JOIN found f ON f.upload_id = e.upload_id AND f.build = e.build
WHERE coalesce(e.landed_rows, 0) <> coalesce(f.found_rows, 0)
  OR coalesce(e.landed_records, 0) <> coalesce(f.found_records, 0)
  OR coalesce(e.bytes_out, 0) <> coalesce(f.bytes_out, 0)
  OR coalesce(e.bytes_in, 0) <> coalesce(f.bytes_in, 0)
ORDER BY 1, 2
