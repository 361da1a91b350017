-- Question: Which pairs of ends met in at least four quarter-hours of a UTC day, and how long without a break?
-- Params: contacts_runs.dt, contacts_runs.run, contacts_runs.dt, contacts_runs.run
-- Columns: network, time_zone, local_ip, remote_ip, protocol, service_port, country, asn, kind, institution, service, category,
--   excluded_as, answered, slots, longest_run, run_at_begin, run_at_end, bytes_out, bytes_in, local_addresses
WITH touched AS (
  SELECT
    network, local_ip, remote_ip, protocol, service_port, slot, time_zone,
    cast(ROW(country, asn, kind, institution, service, category, excluded_as) AS ROW(
      country varchar, asn bigint, kind varchar, institution varchar, service varchar, category varchar, excluded_as varchar
    )) AS facts,
    CASE role WHEN 'use' THEN 1 ELSE 0 END AS answered, bytes_out, bytes_in, hour(slot) * 4 + minute(slot) / 15 AS quarter,
    hour(slot) * 4 + minute(slot) / 15
      - row_number() OVER (PARTITION BY network, local_ip, remote_ip, protocol, service_port ORDER BY slot) AS run_number
  FROM contacts_runs
  WHERE dt = ? AND run = ? AND role IN ('use', 'attempt_out') AND protocol IN (6, 17) AND category <> 'infrastructure'
),
runs AS (
  SELECT
    network, local_ip, remote_ip, protocol, service_port, count(*) AS slots, sum(answered) AS answered,
    min(quarter) AS first_quarter, max(quarter) AS last_quarter, sum(bytes_out) AS bytes_out, sum(bytes_in) AS bytes_in,
    max(slot) AS last_slot, min(time_zone) AS time_zone, max_by(facts, slot) AS facts
  FROM touched
  GROUP BY network, local_ip, remote_ip, protocol, service_port, run_number
),
pairs AS (
  SELECT
    network, local_ip, remote_ip, protocol, service_port, min(time_zone) AS time_zone, max_by(facts, last_slot) AS facts,
    sum(answered) AS answered, sum(slots) AS slots, max(slots) AS longest_run,
    sum(CASE WHEN first_quarter = 0 THEN slots ELSE 0 END) AS run_at_begin,
    sum(CASE WHEN last_quarter = 95 THEN slots ELSE 0 END) AS run_at_end,
    sum(bytes_out) AS bytes_out, sum(bytes_in) AS bytes_in
  FROM runs
  GROUP BY network, local_ip, remote_ip, protocol, service_port
  HAVING sum(slots) >= 4
),
remotes AS (
  SELECT remote_ip, count(DISTINCT ROW(network, local_prefix)) AS local_addresses
  FROM contacts_runs
  WHERE dt = ? AND run = ? AND role IN ('use', 'attempt_out')
  GROUP BY remote_ip
)
SELECT
  p.network, p.time_zone, p.local_ip, p.remote_ip, p.protocol, p.service_port, p.facts.country AS country, p.facts.asn AS asn,
  p.facts.kind AS kind, p.facts.institution AS institution, p.facts.service AS service, p.facts.category AS category,
  p.facts.excluded_as AS excluded_as, cast(p.answered AS bigint) AS answered, cast(p.slots AS bigint) AS slots,
  cast(p.longest_run AS bigint) AS longest_run, cast(p.run_at_begin AS bigint) AS run_at_begin,
  cast(p.run_at_end AS bigint) AS run_at_end, cast(coalesce(p.bytes_out, 0) AS bigint) AS bytes_out,
  cast(coalesce(p.bytes_in, 0) AS bigint) AS bytes_in, cast(r.local_addresses AS bigint) AS local_addresses
FROM pairs p
JOIN remotes r ON r.remote_ip = p.remote_ip
ORDER BY p.network, p.local_ip, p.remote_ip, p.protocol, p.service_port
