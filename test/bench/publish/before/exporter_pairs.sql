-- Question: Which exporters both saw the same connections, and how do their clocks differ?
-- Params: flows_runs.dt, flows_runs.run
-- Columns: network, exporter_a, exporter_b, connections, median_ms, crowded
-- A record that began the day before has its beginning there: exporters that cut it would seem hours late.
WITH seen AS (
  SELECT
    network, local_ip, coalesce(local_port, 0) AS local_port, remote_ip, coalesce(remote_port, 0) AS remote_port, protocol,
    exporter, count(*) AS records, min(date_diff('millisecond', timestamp '1970-01-01 00:00:00', start_time)) AS first_ms
  FROM flows_runs
  WHERE dt = ? AND run = ? AND scope = 'external' AND part = 0
  GROUP BY network, local_ip, local_port, remote_ip, remote_port, protocol, exporter
),
-- Pairs grow with the square of exporters: of each connection the eight with most records are paired.
placed AS (
  SELECT
    s.*,
    row_number() OVER (
      PARTITION BY network, local_ip, local_port, remote_ip, remote_port, protocol ORDER BY records DESC, exporter
    ) AS place,
    count(*) OVER (PARTITION BY network, local_ip, local_port, remote_ip, remote_port, protocol) AS exporters
  FROM seen s
),
paired AS (
  SELECT *
  FROM placed
  WHERE place <= 8
),
pairs AS (
  SELECT
    a.network, a.exporter AS exporter_a, b.exporter AS exporter_b, b.first_ms - a.first_ms AS difference_ms,
    CASE WHEN a.exporters > 8 THEN 1 ELSE 0 END AS crowded
  FROM paired a
  JOIN paired b
    ON b.network = a.network AND b.local_ip = a.local_ip AND b.local_port = a.local_port AND b.remote_ip = a.remote_ip
    AND b.remote_port = a.remote_port AND b.protocol = a.protocol AND b.exporter > a.exporter
),
ranked AS (
  SELECT
    network, exporter_a, exporter_b, difference_ms,
    row_number() OVER (PARTITION BY network, exporter_a, exporter_b ORDER BY difference_ms) AS place,
    count(*) OVER (PARTITION BY network, exporter_a, exporter_b) AS connections,
    sum(crowded) OVER (PARTITION BY network, exporter_a, exporter_b) AS crowded
  FROM pairs
)
SELECT
  network, exporter_a, exporter_b, cast(connections AS bigint) AS connections, cast(difference_ms AS bigint) AS median_ms,
  cast(crowded AS bigint) AS crowded
FROM ranked
WHERE place = (connections + 1) / 2
ORDER BY network, exporter_a, exporter_b
