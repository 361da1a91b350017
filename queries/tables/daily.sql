-- Question: How many contacts and bytes with each remote end on each local day?
-- Params: contacts_runs.dt, contacts_runs.run, contacts_runs.dt, contacts_runs.run
-- Columns: local_day, network, time_zone, remote_ip, role, protocol, service_port, country, asn, kind, kind_by, institution,
--   institution_country, service, family, category, evidence, excluded_as, contacts, bytes_out, bytes_in, reference_version
-- Ports only where they are all that is known of what was used: those of attempts would make a row of every probe.
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
    d.local_day, c.network, time_zone, remote_ip, role,
    CASE WHEN role = 'use' AND service IS NULL THEN protocol ELSE 0 END AS protocol,
    CASE WHEN role = 'use' AND service IS NULL THEN service_port ELSE 0 END AS service_port,
    country, asn, kind, kind_by, institution, institution_country, service, family, category, evidence, excluded_as, bytes_out,
    bytes_in, reference_version
  FROM contacts_runs c
  JOIN days d USING (slot, time_zone)
  WHERE c.dt = ? AND c.run = ?
)
SELECT
  local_day, network, time_zone, remote_ip, role, protocol, service_port, country, asn, kind, kind_by, institution,
  institution_country, service, family, category, evidence, excluded_as,
  cast(count(*) AS bigint) AS contacts,
  cast(coalesce(sum(bytes_out), 0) AS bigint) AS bytes_out,
  cast(coalesce(sum(bytes_in), 0) AS bigint) AS bytes_in,
  reference_version
FROM local_contacts
GROUP BY local_day, network, time_zone, remote_ip, role, protocol, service_port, country, asn, kind, kind_by, institution,
  institution_country, service, family, category, evidence, excluded_as, reference_version
