-- Question: Which exporters saw the same connections, and how far were their clocks apart on each day?
-- Params: exporter_pairs.dt from, exporter_pairs.dt to
-- Columns: network, exporter_a, exporter_b, dt, connections, median_ms, crowded
SELECT network, exporter_a, exporter_b, dt, connections, median_ms, crowded
FROM exporter_pairs
WHERE dt BETWEEN ? AND ?
ORDER BY network, exporter_a, exporter_b, dt
