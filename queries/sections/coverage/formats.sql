-- Question: Which exporters changed their format, and when?
-- Params: liveness.dt from, liveness.dt to
-- Columns: exporter, format, first_dt, last_dt
WITH formats AS (
  SELECT exporter, format, min(dt) AS first_dt, max(dt) AS last_dt
  FROM liveness
  WHERE dt BETWEEN ? AND ?
  GROUP BY exporter, format
),
counted AS (
  SELECT exporter, format, first_dt, last_dt, count(*) OVER (PARTITION BY exporter) AS formats
  FROM formats
)
SELECT exporter, format, first_dt, last_dt
FROM counted
WHERE formats > 1
ORDER BY exporter, first_dt, format
