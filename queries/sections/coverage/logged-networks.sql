-- Question: Of which watched networks was anything logged?
-- Params: liveness.dt from, liveness.dt to
-- Columns: network, first_dt, last_dt
SELECT network, min(dt) AS first_dt, max(dt) AS last_dt
FROM liveness
WHERE dt BETWEEN ? AND ? AND network IS NOT NULL
GROUP BY network
ORDER BY network
