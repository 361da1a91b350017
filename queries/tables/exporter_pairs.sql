-- Question: Which exporters both saw the same connections, and how do their clocks differ?
-- Params: flows_runs.dt, flows_runs.run
-- Columns: network, exporter_a, exporter_b, connections, median_ms, crowded
-- A record that began the day before has its beginning there: exporters that cut it would seem hours late.
WITH seen AS (
  -- The ends as one text, ports and protocol as one number: keys less to hash and to sort.
  SELECT
    network, concat_ws(chr(1), local_ip, remote_ip) AS ends,
    cast(coalesce(local_port, 0) AS bigint) * 16777216 + coalesce(remote_port, 0) * 256 + protocol AS ports,
    exporter, count(*) AS records, min(date_diff('millisecond', timestamp '1970-01-01 00:00:00', start_time)) AS first_ms
  FROM flows_runs
  WHERE dt = ? AND run = ? AND scope = 'external' AND part = 0
  GROUP BY 1, 2, 3, 4
),
counted AS (
  SELECT s.*, count(*) OVER (PARTITION BY network, ends, ports) AS exporters
  FROM seen s
),
-- Pairs grow with the square of exporters: of each connection the eight with most records are paired.
placed AS (
  SELECT c.*, row_number() OVER (PARTITION BY network, ends, ports ORDER BY records DESC, exporter) AS place
  FROM counted c
  WHERE exporters > 1 -- spares work: pairs, below, take no exporter alone
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
    ON b.network = a.network AND b.ends = a.ends AND b.ports = a.ports AND b.exporter > a.exporter
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
