-- Question: When did the sessions of these pairs of ends begin? Records of one connection that lie at most 20 minutes apart are one.
-- Params: flows.dt from, flows.dt to, pairs with a space around each
-- Columns: network, local_ip, remote_ip, protocol, remote_port, begin_second, bytes_out
WITH records AS (
  SELECT
    network, local_ip, coalesce(local_port, 0) AS local_port, remote_ip, coalesce(remote_port, 0) AS remote_port, protocol,
    date_diff('millisecond', timestamp '1970-01-01 00:00:00', start_time) AS start_ms,
    date_diff('millisecond', timestamp '1970-01-01 00:00:00', end_time) AS end_ms,
    coalesce(bytes_out, 0) AS bytes_out
  FROM flows
  WHERE dt BETWEEN ? AND ? AND part = 0 AND repeated = 0 AND scope = 'external'
    AND strpos(?, concat(' ', local_ip, '>', remote_ip,
      concat('>', cast(protocol AS varchar), '>', cast(coalesce(remote_port, 0) AS varchar), ' '))) > 0
),
-- Exporters cut what goes on: twice the longest time-out of the formats that are read is 20 minutes.
gaps AS (
  SELECT
    r.*,
    max(end_ms) OVER (
      PARTITION BY network, local_ip, local_port, remote_ip, remote_port, protocol ORDER BY start_ms, end_ms
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS end_before
  FROM records r
),
numbered AS (
  SELECT
    g.*,
    sum(CASE WHEN start_ms - end_before <= 1200000 THEN 0 ELSE 1 END) OVER (
      PARTITION BY network, local_ip, local_port, remote_ip, remote_port, protocol ORDER BY start_ms, end_ms
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS session
  FROM gaps g
)
SELECT
  network, local_ip, remote_ip, protocol, remote_port,
  cast(min(start_ms) / 1000 AS bigint) AS begin_second,
  cast(sum(bytes_out) AS bigint) AS bytes_out
FROM numbered
GROUP BY network, local_ip, local_port, remote_ip, remote_port, protocol, session
ORDER BY network, local_ip, remote_ip, protocol, remote_port, min(start_ms), local_port
