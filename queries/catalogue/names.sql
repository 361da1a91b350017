-- Question: Which server names have records with these remote ends, and which operators?
-- Params: flows.dt from, flows.dt to, addresses with a space around each
-- Columns: remote_ip, host, as_name, records
SELECT
  remote_ip, host, remote_as_name AS as_name,
  cast(count(*) AS bigint) AS records
FROM flows
WHERE dt BETWEEN ? AND ? AND part = 0 AND strpos(?, concat(' ', remote_ip, ' ')) > 0
GROUP BY remote_ip, host, remote_as_name
ORDER BY remote_ip, records DESC, host, as_name
