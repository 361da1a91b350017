-- Question: How many contacts were not answered, on which port and with which country, and how many of them are scans?
-- Params: scans_runs.dt, scans_runs.run, contacts_runs.dt, contacts_runs.run, contacts_runs.dt, contacts_runs.run
-- Columns: local_day, network, time_zone, role, protocol, service_port, country, by_scan, contacts
WITH scanners AS (
  SELECT network, CASE began WHEN 'local' THEN 'attempt_out' ELSE 'attempt_in' END AS role, initiator
  FROM scans_runs
  WHERE dt = ? AND run = ?
),
-- Zones are asked once a quarter-hour, not once a contact.
days AS (
  SELECT
    slot, time_zone,
    date_format(at_timezone(with_timezone(slot, 'UTC'), CASE WHEN time_zone = '' THEN 'UTC' ELSE time_zone END), '%Y-%m-%d') AS local_day
  FROM contacts_runs
  WHERE dt = ? AND run = ?
  GROUP BY slot, time_zone
),
attempted AS (
  SELECT
    d.local_day, c.network, time_zone, role, protocol, service_port, country,
    CASE role WHEN 'attempt_out' THEN local_ip ELSE remote_ip END AS initiator
  FROM contacts_runs c
  JOIN days d USING (slot, time_zone)
  WHERE c.dt = ? AND c.run = ? AND c.role IN ('attempt_in', 'attempt_out')
),
counted AS (
  SELECT
    a.local_day, a.network, a.time_zone, a.role, a.protocol, a.service_port, a.country,
    CASE WHEN s.initiator IS NULL THEN 0 ELSE 1 END AS by_scan, count(*) AS contacts
  FROM attempted a
  LEFT JOIN scanners s ON s.network = a.network AND s.role = a.role AND s.initiator = a.initiator
  GROUP BY a.local_day, a.network, a.time_zone, a.role, a.protocol, a.service_port, a.country,
    CASE WHEN s.initiator IS NULL THEN 0 ELSE 1 END
),
ports AS (
  SELECT c.*, sum(contacts) OVER (PARTITION BY network, role, protocol, service_port) AS of_port
  FROM counted c
),
ranked AS (
  SELECT
    p.*,
    dense_rank() OVER (PARTITION BY network, role ORDER BY of_port DESC, protocol, service_port) AS place
  FROM ports p
)
SELECT
  local_day, network, time_zone, role, protocol,
  CASE WHEN place <= 100 THEN service_port END AS service_port,
  country, by_scan,
  cast(sum(contacts) AS bigint) AS contacts
FROM ranked
GROUP BY local_day, network, time_zone, role, protocol, CASE WHEN place <= 100 THEN service_port END, country, by_scan
ORDER BY local_day, network, role, protocol, 6, country, by_scan, time_zone
