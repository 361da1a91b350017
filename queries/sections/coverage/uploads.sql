-- Question: Which uploads do not count as they are, and on which days: copies, cut ones, those in no known format, refused ones?
-- Params: uploads.dt from, uploads.dt to
-- Columns: outcome, source, format, first_dt, last_dt, days, uploads, records, example
-- An upload of several days is one of each: uploads are added up over days.
SELECT
  outcome, source, format, min(dt) AS first_dt, max(dt) AS last_dt,
  cast(count(DISTINCT dt) AS bigint) AS days,
  cast(sum(uploads) AS bigint) AS uploads,
  cast(sum(records) AS bigint) AS records,
  min(example) AS example
FROM uploads
WHERE dt BETWEEN ? AND ? AND outcome <> 'counts'
GROUP BY outcome, source, format
ORDER BY outcome, source, format
