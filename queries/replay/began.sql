-- Question: Of a day's records with one of these ports at either end, who does the port rule say began? For what a replay would change.
-- Params: flows.dt, protocols and ports with a space around each, protocols and ports with a space around each
-- Columns: build, protocol, local_port, remote_port, began, rows
SELECT build, protocol, local_port, remote_port, began, cast(count(*) AS bigint) AS rows
FROM flows
WHERE dt = ? AND began_by IN ('none', 'port')
  AND (strpos(?, concat(' ', cast(protocol AS varchar), ':', cast(local_port AS varchar), ' ')) > 0
    OR strpos(?, concat(' ', cast(protocol AS varchar), ':', cast(remote_port AS varchar), ' ')) > 0)
GROUP BY build, protocol, local_port, remote_port, began
ORDER BY build, protocol, local_port, remote_port, began
