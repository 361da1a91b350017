-- Question: When did each exporter log anything, in the window and thirty days around it?
-- Params: liveness.dt from, liveness.dt to
-- Columns: dt, exporter, network, heartbeat, slots, lost, records
SELECT dt, exporter, network, heartbeat, slots, lost, records
FROM liveness
WHERE dt BETWEEN ? AND ?
ORDER BY dt, exporter, network, heartbeat, slots, lost, records
