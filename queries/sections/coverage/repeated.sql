-- Question: How many records do several uploads of one exporter hold, and on which days? They count once.
-- Params: totals.dt from, totals.dt to, totals.local_day from, totals.local_day to
-- Columns: exporter, format, first_day, last_day, records
SELECT exporter, format, min(local_day) AS first_day, max(local_day) AS last_day, cast(sum(repeated) AS bigint) AS records
FROM totals
WHERE dt BETWEEN ? AND ? AND local_day BETWEEN ? AND ? AND repeated > 0
GROUP BY exporter, format
ORDER BY exporter, format
