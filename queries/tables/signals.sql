-- Question: Which pairs of ends met in at least four quarter-hours of a UTC day, and how long without a break?
-- Params: contacts_runs.dt, contacts_runs.run, contacts_runs.dt, contacts_runs.run
-- Columns: network, time_zone, local_ip, remote_ip, protocol, service_port, country, asn, kind, institution, service, category,
--   excluded_as, answered, slots, longest_run, run_at_begin, run_at_end, bytes_out, bytes_in, local_addresses
WITH touched AS (
  SELECT
    network, local_ip, remote_ip, protocol, service_port, time_zone, hour(slot) * 4 + minute(slot) / 15 AS quarter,
    -- As one text, which costs less to carry and to compare than a row; chr(1) comes before every character that names have.
    concat_ws(chr(1),
      cast(100 + hour(slot) * 4 + minute(slot) / 15 AS varchar), country, cast(coalesce(asn, 4294967296) AS varchar), kind,
      coalesce(institution, '~'), coalesce(service, '~'), category, excluded_as) AS facts,
    CASE role WHEN 'use' THEN 1 ELSE 0 END AS answered, bytes_out, bytes_in
  FROM contacts_runs
  WHERE dt = ? AND run = ? AND role IN ('use', 'attempt_out') AND protocol IN (6, 17) AND category <> 'infrastructure'
),
-- The quarter-hours of a pair, each of which it has once, are the bits of two numbers: hardly any pair has four, and only of
-- those are runs worked out.
pairs AS (
  SELECT
    network, local_ip, remote_ip, protocol, service_port, min(time_zone) AS time_zone, max(facts) AS facts,
    sum(answered) AS answered, sum(bytes_out) AS bytes_out, sum(bytes_in) AS bytes_in,
    sum(CASE WHEN quarter < 48 THEN cast(round(power(2, quarter)) AS bigint) ELSE 0 END) AS morning,
    sum(CASE WHEN quarter >= 48 THEN cast(round(power(2, quarter - 48)) AS bigint) ELSE 0 END) AS afternoon
  FROM touched
  GROUP BY network, local_ip, remote_ip, protocol, service_port
  HAVING count(*) >= 4
),
quarters AS (
  SELECT
    p.*, t.quarter,
    t.quarter - row_number() OVER (PARTITION BY network, local_ip, remote_ip, protocol, service_port ORDER BY t.quarter) AS run_number
  FROM pairs p
  CROSS JOIN UNNEST(sequence(0, 95)) AS t(quarter)
  WHERE mod(CASE WHEN t.quarter < 48 THEN p.morning ELSE p.afternoon END / cast(round(power(2, mod(t.quarter, 48))) AS bigint), 2) = 1
),
runs AS (
  SELECT
    network, local_ip, remote_ip, protocol, service_port, count(*) AS slots, min(quarter) AS first_quarter, max(quarter) AS last_quarter,
    min(time_zone) AS time_zone, min(facts) AS facts, min(answered) AS answered, min(bytes_out) AS bytes_out, min(bytes_in) AS bytes_in
  FROM quarters
  GROUP BY network, local_ip, remote_ip, protocol, service_port, run_number
),
signals AS (
  SELECT
    network, local_ip, remote_ip, protocol, service_port, min(time_zone) AS time_zone, min(facts) AS facts,
    min(answered) AS answered, sum(slots) AS slots, max(slots) AS longest_run,
    sum(CASE WHEN first_quarter = 0 THEN slots ELSE 0 END) AS run_at_begin,
    sum(CASE WHEN last_quarter = 95 THEN slots ELSE 0 END) AS run_at_end,
    min(bytes_out) AS bytes_out, min(bytes_in) AS bytes_in
  FROM runs
  GROUP BY network, local_ip, remote_ip, protocol, service_port
),
remotes AS (
  SELECT remote_ip, count(DISTINCT ROW(network, local_prefix)) AS local_addresses
  FROM contacts_runs
  WHERE dt = ? AND run = ? AND role IN ('use', 'attempt_out')
  GROUP BY remote_ip
)
SELECT
  p.network, p.time_zone, p.local_ip, p.remote_ip, p.protocol, p.service_port, split_part(p.facts, chr(1), 2) AS country,
  nullif(cast(split_part(p.facts, chr(1), 3) AS bigint), 4294967296) AS asn, split_part(p.facts, chr(1), 4) AS kind,
  nullif(split_part(p.facts, chr(1), 5), '~') AS institution, nullif(split_part(p.facts, chr(1), 6), '~') AS service,
  split_part(p.facts, chr(1), 7) AS category, split_part(p.facts, chr(1), 8) AS excluded_as,
  cast(p.answered AS bigint) AS answered, cast(p.slots AS bigint) AS slots,
  cast(p.longest_run AS bigint) AS longest_run, cast(p.run_at_begin AS bigint) AS run_at_begin,
  cast(p.run_at_end AS bigint) AS run_at_end, cast(coalesce(p.bytes_out, 0) AS bigint) AS bytes_out,
  cast(coalesce(p.bytes_in, 0) AS bigint) AS bytes_in, cast(r.local_addresses AS bigint) AS local_addresses
FROM signals p
JOIN remotes r ON r.remote_ip = p.remote_ip
ORDER BY p.network, p.local_ip, p.remote_ip, p.protocol, p.service_port
