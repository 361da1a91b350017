-- Question: How many bytes did each local address send on each local day?
-- Params: locals.dt from, locals.dt to, locals.local_day from, locals.local_day to
-- Columns: network, local_address, local_day, bytes_out
SELECT network, local_address, local_day, cast(sum(bytes_out) AS bigint) AS bytes_out
FROM locals
WHERE dt BETWEEN ? AND ? AND local_day BETWEEN ? AND ? AND role = 'use'
GROUP BY network, local_address, local_day
ORDER BY network, local_address, local_day
