-- Question: On which days was anything logged, and in how many quarter-hours, from which to which?
-- Params: liveness.dt from, liveness.dt to
-- Columns: dt, weight, slots, first_slot, last_slot
-- The weight of a day is its records, and one for each exporter and network: a day of nothing but markers is logged too.
WITH logged AS (
  SELECT dt, slots, records
  FROM liveness
  WHERE dt BETWEEN ? AND ?
),
quarters AS (
  SELECT l.dt, t.place
  FROM logged l
  CROSS JOIN UNNEST(sequence(0, 95, 1)) AS t(place)
  WHERE substr(l.slots, t.place + 1, 1) = '1'
),
weights AS (
  SELECT dt, sum(records + 1) AS weight
  FROM logged
  GROUP BY dt
)
SELECT
  w.dt,
  cast(w.weight AS bigint) AS weight,
  cast(count(DISTINCT q.place) AS bigint) AS slots,
  cast(min(q.place) AS bigint) AS first_slot,
  cast(max(q.place) AS bigint) AS last_slot
FROM weights w
JOIN quarters q ON q.dt = w.dt
GROUP BY w.dt, w.weight
ORDER BY w.dt
