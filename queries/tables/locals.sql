-- Question: How many contacts and bytes has each local address on each local day?
-- Params: contacts_runs.dt, contacts_runs.run, contacts_runs.dt, contacts_runs.run
-- Columns: local_day, network, time_zone, local_address, role, country, service, family, category, excluded_as, contacts, bytes_out,
--   bytes_in, reference_version
-- Zones are asked once a quarter-hour, not once a contact.
WITH days AS (
  SELECT
    slot, time_zone,
    date_format(at_timezone(with_timezone(slot, 'UTC'), CASE WHEN time_zone = '' THEN 'UTC' ELSE time_zone END), '%Y-%m-%d') AS local_day
  FROM contacts_runs
  WHERE dt = ? AND run = ?
  GROUP BY slot, time_zone
),
local_contacts AS (
  SELECT
    d.local_day, c.network, time_zone, local_prefix AS local_address, role, country, service, family, category, excluded_as, bytes_out, bytes_in,
    reference_version
  FROM contacts_runs c
  JOIN days d USING (slot, time_zone)
  WHERE c.dt = ? AND c.run = ?
)
SELECT
  local_day, network, time_zone, local_address, role, country, service, family, category, excluded_as,
  cast(count(*) AS bigint) AS contacts,
  cast(coalesce(sum(bytes_out), 0) AS bigint) AS bytes_out,
  cast(coalesce(sum(bytes_in), 0) AS bigint) AS bytes_in,
  reference_version
FROM local_contacts
GROUP BY local_day, network, time_zone, local_address, role, country, service, family, category, excluded_as, reference_version
