-- Question: Of the records of a day with this port at either end, who does the port rule say began? For what a replay would change.
-- Params: flows.dt, flows.protocol, flows.local_port, flows.remote_port
-- Columns: build, local_port, remote_port, began, rows
SELECT build, local_port, remote_port, began, cast(count(*) AS bigint) AS rows
FROM flows
WHERE dt = ? AND began_by IN ('none', 'port') AND protocol = ? AND (local_port = ? OR remote_port = ?)
GROUP BY build, local_port, remote_port, began
ORDER BY build, local_port, remote_port, began
