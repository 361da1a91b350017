-- Question: Which ends have the records of a day, and in which watched networks? For what a replay would change.
-- Params: flows.dt, flows.dt
-- Columns: side, build, ip, prefix, rows
SELECT 'local' AS side, build, local_ip AS ip, network_prefix AS prefix, cast(count(*) AS bigint) AS rows
FROM flows
WHERE dt = ?
GROUP BY build, local_ip, network_prefix
UNION ALL
SELECT 'remote' AS side, build, remote_ip AS ip, remote_network_prefix AS prefix, cast(count(*) AS bigint) AS rows
FROM flows
WHERE dt = ?
GROUP BY build, remote_ip, remote_network_prefix
ORDER BY side, build, ip, prefix
