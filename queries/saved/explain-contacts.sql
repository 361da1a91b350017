-- Question: Which contacts does a figure count? Empty text: any.
-- Params: contacts.time_zone, contacts.dt from, contacts.dt to, contacts.slot from, contacts.slot to, role, role,
--   categories or empty, categories, categories left out or empty, country, country, network, network, excluded_as or any,
--   excluded_as, condition, condition, condition, condition, condition
-- Columns: slot, dt, network, local_ip, remote_ip, protocol, service_port, role, country, asn, kind, service, category,
--   evidence, excluded_as, bytes_out, bytes_in, records, exporters
-- Categories are bound as one text: |Game|Video|.
SELECT
  date_format(slot, '%Y-%m-%d %H:%i') AS slot, dt, network, local_ip, remote_ip, protocol, service_port, role, country, asn,
  kind, service, category, evidence, excluded_as, bytes_out, bytes_in, records, exporters
FROM contacts
WHERE time_zone = ? AND dt BETWEEN ? AND ? AND slot >= cast(? AS timestamp) AND slot < cast(? AS timestamp)
  AND (? = '' OR role = ?)
  AND (? = '' OR strpos(?, concat('|', category, '|')) > 0)
  AND strpos(?, concat('|', category, '|')) = 0
  AND (? = '' OR country = ?)
  AND (? = '' OR network = ?)
  AND (? = 'any' OR excluded_as = ?)
  AND (? <> 'sampled' OR sampling <> 1)
  AND (? <> 'several_exporters' OR exporters > 1)
  AND (? <> 'no_counters' OR (bytes_out IS NULL AND bytes_in IS NULL))
  AND (? <> 'no_asn' OR asn IS NULL)
  AND (? <> 'no_kind' OR kind = 'unknown')
ORDER BY contacts.slot, network, local_ip, remote_ip, protocol, service_port
