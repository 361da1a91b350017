-- Question: From when to when did each exporter log records of each network, and how many?
-- Params: liveness.dt from, liveness.dt to
-- Columns: network, exporter, first_dt, last_dt, records
SELECT network, exporter, min(dt) AS first_dt, max(dt) AS last_dt, cast(sum(records) AS bigint) AS records
FROM liveness
WHERE dt BETWEEN ? AND ? AND network IS NOT NULL
GROUP BY network, exporter
ORDER BY network, exporter
