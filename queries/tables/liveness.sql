-- Question: When did each exporter log anything of a day?
-- Params: inputs_liveness.dt, inputs_liveness.run
-- Columns: exporter, network, source, format, heartbeat, slots, lost, records
SELECT exporter, network, source, format, heartbeat, slots, lost, records
FROM inputs_liveness
WHERE dt = ? AND run = ?
ORDER BY exporter, network, source, format, slots, lost, records
