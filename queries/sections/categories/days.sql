-- Question: How many contacts and bytes has each category on each local day, and how many contacts of unclear role beside them?
-- Params: locals.dt from, locals.dt to, locals.local_day from, locals.local_day to
-- Columns: local_day, category, contacts, bytes, unclear
SELECT
  local_day, category,
  cast(sum(CASE WHEN role = 'use' THEN contacts ELSE 0 END) AS bigint) AS contacts,
  cast(sum(CASE WHEN role = 'use' THEN bytes_out + bytes_in ELSE 0 END) AS bigint) AS bytes,
  cast(sum(CASE WHEN role = 'unclear' THEN contacts ELSE 0 END) AS bigint) AS unclear
FROM locals
WHERE dt BETWEEN ? AND ? AND local_day BETWEEN ? AND ? AND role IN ('use', 'unclear')
GROUP BY local_day, category
ORDER BY local_day, category
