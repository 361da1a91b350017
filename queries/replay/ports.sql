-- Question: Which ports of either end have the records of a day, and which service do they say? For what a replay would change.
-- Params: flows.dt, flows.dt
-- Columns: side, build, protocol, port, service, rows
SELECT
  'remote' AS side, build, protocol, remote_port AS port, service_by_remote_port AS service,
  cast(count(*) AS bigint) AS rows
FROM flows
WHERE dt = ? AND remote_port IS NOT NULL
GROUP BY build, protocol, remote_port, service_by_remote_port
UNION ALL
SELECT
  'local' AS side, build, protocol, local_port AS port, service_by_local_port AS service,
  cast(count(*) AS bigint) AS rows
FROM flows
WHERE dt = ? AND local_port IS NOT NULL
GROUP BY build, protocol, local_port, service_by_local_port
ORDER BY side, build, protocol, port, service
