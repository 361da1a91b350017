-- Question: Which contacts does a figure count? Empty text: any.
-- Params: contacts.time_zone, contacts.dt from, contacts.dt to, contacts.slot from, contacts.slot to, role, role, category,
--   category, country, country, network, network, excluded_as or any, excluded_as, category of infrastructure or empty
-- Columns: slot, dt, network, local_ip, remote_ip, protocol, service_port, role, country, service, category, evidence,
--   excluded_as, bytes_out, bytes_in, records
SELECT
  date_format(slot, '%Y-%m-%d %H:%i') AS slot, dt, network, local_ip, remote_ip, protocol, service_port, role, country, service,
  category, evidence, excluded_as, bytes_out, bytes_in, records
FROM contacts
WHERE time_zone = ? AND dt BETWEEN ? AND ? AND slot >= cast(? AS timestamp) AND slot < cast(? AS timestamp)
  AND (? = '' OR role = ?)
  AND (? = '' OR category = ?)
  AND (? = '' OR country = ?)
  AND (? = '' OR network = ?)
  AND (? = 'any' OR excluded_as = ?)
  AND category <> ?
ORDER BY contacts.slot, network, local_ip, remote_ip, protocol, service_port
