-- Question: Which contacts did a day have: who with whom, on which service, in which quarter-hour, in which role?
-- Params: flows_runs.dt, flows_runs.run, inputs_uploads.dt, inputs_uploads.run, inputs_services.dt, inputs_services.run
-- Columns: slot, network, time_zone, access_path, local_ip, local_prefix, remote_ip, protocol, service_port, role, began_by, country, asn,
--   kind, institution, service, category, evidence, excluded_as, sampling, bytes_out, bytes_in, packets_out, packets_in,
--   bytes_denied, records, exporters, reference_version
WITH records AS (
  SELECT
    f.network, f.local_ip, f.local_prefix, coalesce(f.local_port, 0) AS local_port, f.remote_ip, coalesce(f.remote_port, 0) AS remote_port,
    f.protocol, f.time_zone, f.access_path, f.start_time, f.end_time,
    date_diff('millisecond', timestamp '1970-01-01 00:00:00', f.start_time) AS start_ms,
    date_diff('millisecond', timestamp '1970-01-01 00:00:00', f.end_time) AS end_ms,
    cast(f.dt AS timestamp) AS day_begin,
    f.bytes_out, f.bytes_in, f.packets_out, f.packets_in, f.bytes_layer, f.sampling,
    f.action, f.began, f.began_by, f.answered,
    f.remote_country, f.remote_asn, f.remote_kind, f.remote_institution, f.remote_excluded_as,
    f.service_by_name, f.service_by_address, f.address_evidence, f.service_by_remote_port, f.service_by_local_port,
    f.exporter, u.reference_version, u.directions
  FROM flows_runs f
  JOIN inputs_uploads u ON u.upload_id = f.upload_id AND u.build = f.build
  WHERE f.dt = ? AND f.run = ? AND u.dt = ? AND u.run = ?
    AND f.scope = 'external'
    -- ICMP errors make no contact; ICMP without a type stands in totals.
    AND (f.protocol NOT IN (1, 58)
      OR (f.protocol = 1 AND f.icmp_type NOT IN (3, 4, 5, 11, 12))
      OR (f.protocol = 58 AND f.icmp_type NOT IN (1, 2, 3, 4)))
),
-- Counters of a 5-tuple come from one exporter: the one with most bytes.
exporter_counters AS (
  SELECT
    network, local_ip, local_port, remote_ip, remote_port, protocol, exporter,
    sum(bytes_out) AS bytes_out, sum(bytes_in) AS bytes_in, sum(packets_out) AS packets_out, sum(packets_in) AS packets_in,
    max(CASE WHEN bytes_layer = 'ethernet' THEN 14 ELSE 0 END) AS frame_bytes,
    max(CASE WHEN bytes_layer = 'payload' THEN 1 ELSE 0 END) AS payload_only,
    row_number() OVER (
      PARTITION BY network, local_ip, local_port, remote_ip, remote_port, protocol
      ORDER BY sum(coalesce(bytes_out, 0) + coalesce(bytes_in, 0)) DESC, exporter
    ) AS place
  FROM records
  WHERE action <> 'deny'
  GROUP BY network, local_ip, local_port, remote_ip, remote_port, protocol, exporter
),
-- Exporters that showed only one direction of a network all day: silence of the other says nothing.
one_sided AS (
  SELECT network, exporter
  FROM records
  WHERE directions = 1
  GROUP BY network, exporter
  HAVING sum(coalesce(packets_out, 0)) = 0 OR sum(coalesce(packets_in, 0)) = 0
),
-- Words are ordered by start: even is local, odd is remote. Denied records have a word only where nothing was accepted.
words AS (
  SELECT
    network, local_ip, local_port, remote_ip, remote_port, protocol,
    max(CASE WHEN action <> 'deny' THEN 1 ELSE 0 END) AS accepted,
    min(CASE WHEN action <> 'deny' AND began_by = 'log' AND began <> 'unknown'
      THEN start_ms * 2 + CASE WHEN began = 'remote' THEN 1 ELSE 0 END END) AS log_word,
    min(CASE WHEN action <> 'deny' AND began_by = 'syn' AND began <> 'unknown'
      THEN start_ms * 2 + CASE WHEN began = 'remote' THEN 1 ELSE 0 END END) AS syn_word,
    max(CASE WHEN began_by = 'port' THEN began END) AS port_word,
    max(CASE WHEN action = 'deny' AND coalesce(packets_out, 0) > 0 THEN 1 ELSE 0 END) AS denied_out,
    max(CASE WHEN action = 'deny' AND coalesce(packets_in, 0) > 0 THEN 1 ELSE 0 END) AS denied_in,
    max(CASE WHEN action <> 'deny' AND answered = 'yes' THEN 1 ELSE 0 END) AS said_yes,
    max(CASE WHEN action <> 'deny' AND answered = 'no' THEN 1 ELSE 0 END) AS said_no,
    max(CASE WHEN sampling <> 1 THEN 1 ELSE 0 END) AS sampled,
    max(sampling) AS sampling,
    min(service_by_name) AS service_by_name,
    min(service_by_address) AS service_by_address,
    min(address_evidence) AS address_evidence,
    min(service_by_remote_port) AS service_by_remote_port,
    min(service_by_local_port) AS service_by_local_port,
    min(remote_country) AS country, min(remote_asn) AS asn, min(remote_kind) AS kind,
    min(remote_institution) AS institution, max(remote_excluded_as) AS remote_excluded_as,
    min(local_prefix) AS local_prefix, min(time_zone) AS time_zone, min(access_path) AS access_path, max(reference_version) AS reference_version
  FROM records
  GROUP BY network, local_ip, local_port, remote_ip, remote_port, protocol
),
oriented AS (
  SELECT
    w.*, c.exporter AS counting_exporter, c.bytes_out, c.bytes_in, c.packets_out, c.packets_in,
    c.frame_bytes, c.payload_only,
    CASE WHEN o.exporter IS NULL THEN 0 ELSE 1 END AS one_sided,
    CASE
      WHEN w.accepted = 0 AND w.denied_out = 1 AND w.denied_in = 0 THEN 'local'
      WHEN w.accepted = 0 AND w.denied_in = 1 AND w.denied_out = 0 THEN 'remote'
      WHEN w.log_word IS NOT NULL THEN CASE WHEN mod(w.log_word, 2) = 0 THEN 'local' ELSE 'remote' END
      WHEN w.syn_word IS NOT NULL THEN CASE WHEN mod(w.syn_word, 2) = 0 THEN 'local' ELSE 'remote' END
      ELSE coalesce(w.port_word, 'unknown')
    END AS began,
    CASE
      WHEN w.accepted = 0 AND w.denied_out <> w.denied_in THEN 'denied'
      WHEN w.log_word IS NOT NULL THEN 'log'
      WHEN w.syn_word IS NOT NULL THEN 'syn'
      WHEN w.port_word IS NOT NULL THEN 'port'
      ELSE 'none'
    END AS began_by
  FROM words w
  LEFT JOIN exporter_counters c
    ON c.network = w.network AND c.local_ip = w.local_ip AND c.local_port = w.local_port AND c.remote_ip = w.remote_ip
    AND c.remote_port = w.remote_port AND c.protocol = w.protocol AND c.place = 1
  LEFT JOIN one_sided o ON o.network = c.network AND o.exporter = c.exporter
),
-- The answering side is the one that did not begin.
sides AS (
  SELECT
    t.*,
    CASE WHEN t.began = 'local' THEN t.packets_in ELSE t.packets_out END AS answer_packets,
    CASE WHEN t.began = 'local' THEN t.bytes_in ELSE t.bytes_out END AS answer_bytes,
    CASE WHEN t.began = 'local' THEN t.packets_out ELSE t.packets_in END AS begin_packets,
    CASE WHEN t.began = 'local' THEN t.bytes_out ELSE t.bytes_in END AS begin_bytes,
    CASE WHEN strpos(t.local_ip, ':') > 0 THEN 80 ELSE 60 END + t.frame_bytes AS bare_packet_bytes
  FROM oriented t
),
answers AS (
  SELECT
    s.*,
    CASE
      WHEN s.accepted = 0 THEN 'no'
      WHEN s.said_yes = 1 THEN 'yes'
      WHEN s.said_no = 1 THEN 'no'
      WHEN s.began = 'unknown' OR s.sampled = 1 OR s.one_sided = 1 THEN 'unknown'
      WHEN s.answer_packets IS NULL THEN 'unknown'
      WHEN s.protocol <> 6 THEN CASE WHEN s.answer_packets > 0 THEN 'yes' ELSE 'no' END
      WHEN s.answer_bytes IS NULL THEN 'unknown'
      WHEN s.payload_only = 1 THEN CASE WHEN s.answer_bytes > 0 THEN 'yes' ELSE 'no' END
      WHEN s.answer_bytes > s.bare_packet_bytes * s.answer_packets THEN 'yes'
      WHEN s.begin_packets >= 4 AND s.begin_bytes > s.bare_packet_bytes * s.begin_packets AND s.answer_packets >= 3 THEN 'yes'
      WHEN s.began = 'local' AND s.begin_packets >= 5 AND s.answer_packets >= 5 THEN 'yes'
      ELSE 'no'
    END AS answered
  FROM sides s
),
-- The service is the responder's: a name is always its word; an address or port only where it is the responder's.
tuples AS (
  SELECT
    a.*,
    CASE
      WHEN a.began = 'unknown' OR a.answered = 'unknown' THEN 'unclear'
      WHEN a.began = 'local' THEN CASE WHEN a.answered = 'yes' THEN 'use' ELSE 'attempt_out' END
      ELSE CASE WHEN a.answered = 'yes' THEN 'served' ELSE 'attempt_in' END
    END AS role,
    CASE WHEN a.began = 'local' THEN a.remote_port WHEN a.began = 'remote' THEN a.local_port ELSE 0 END AS service_port,
    CASE
      WHEN a.protocol IN (1, 58) THEN 'ICMP'
      WHEN a.service_by_name IS NOT NULL THEN a.service_by_name
      WHEN a.began <> 'remote' AND a.service_by_address IS NOT NULL THEN a.service_by_address
      WHEN a.began = 'local' THEN a.service_by_remote_port
      WHEN a.began = 'remote' THEN a.service_by_local_port
    END AS service,
    CASE
      WHEN a.protocol IN (1, 58) THEN 'protocol'
      WHEN a.service_by_name IS NOT NULL THEN 'name'
      WHEN a.began <> 'remote' AND a.service_by_address IS NOT NULL THEN a.address_evidence
      WHEN a.began = 'local' AND a.service_by_remote_port IS NOT NULL THEN 'port'
      WHEN a.began = 'remote' AND a.service_by_local_port IS NOT NULL THEN 'port'
      ELSE 'none'
    END AS evidence
  FROM answers a
),
record_slots AS (
  SELECT
    r.*,
    date_trunc('hour', r.start_time) + (minute(r.start_time) / 15) * INTERVAL '15' MINUTE AS first_slot,
    date_trunc('hour', r.end_time) + (minute(r.end_time) / 15) * INTERVAL '15' MINUTE AS last_slot
  FROM records r
),
touched AS (
  SELECT
    s.network, s.local_ip, s.local_port, s.remote_ip, s.remote_port, s.protocol, s.exporter, s.action, t.slot,
    s.bytes_out, s.bytes_in, s.packets_out, s.packets_in,
    s.end_ms - s.start_ms AS long_ms,
    greatest(date_diff('millisecond', timestamp '1970-01-01 00:00:00', t.slot) - s.start_ms, 0) AS from_ms,
    least(date_diff('millisecond', timestamp '1970-01-01 00:00:00', t.slot) + 900000 - s.start_ms, s.end_ms - s.start_ms) AS to_ms
  FROM record_slots s
  CROSS JOIN UNNEST(sequence(
    greatest(s.first_slot, s.day_begin),
    least(s.last_slot, s.day_begin + INTERVAL '23' HOUR + INTERVAL '45' MINUTE),
    INTERVAL '15' MINUTE)) AS t(slot)
),
-- A counter's share of a slot is the difference of two floors of counter × time ÷ length, so shares add up again; the
-- quotient and the remainder are multiplied apart, so that nothing passes 63 bits.
spread AS (
  SELECT
    network, local_ip, local_port, remote_ip, remote_port, protocol, exporter, action, slot,
    CASE WHEN long_ms = 0 THEN bytes_out ELSE
      (bytes_out / long_ms) * to_ms + (mod(bytes_out, long_ms) * to_ms) / long_ms
      - (bytes_out / long_ms) * from_ms - (mod(bytes_out, long_ms) * from_ms) / long_ms END AS bytes_out,
    CASE WHEN long_ms = 0 THEN bytes_in ELSE
      (bytes_in / long_ms) * to_ms + (mod(bytes_in, long_ms) * to_ms) / long_ms
      - (bytes_in / long_ms) * from_ms - (mod(bytes_in, long_ms) * from_ms) / long_ms END AS bytes_in,
    CASE WHEN long_ms = 0 THEN packets_out ELSE
      (packets_out / long_ms) * to_ms + (mod(packets_out, long_ms) * to_ms) / long_ms
      - (packets_out / long_ms) * from_ms - (mod(packets_out, long_ms) * from_ms) / long_ms END AS packets_out,
    CASE WHEN long_ms = 0 THEN packets_in ELSE
      (packets_in / long_ms) * to_ms + (mod(packets_in, long_ms) * to_ms) / long_ms
      - (packets_in / long_ms) * from_ms - (mod(packets_in, long_ms) * from_ms) / long_ms END AS packets_in
  FROM touched
),
joined AS (
  SELECT
    s.slot, s.exporter, s.action, s.bytes_out, s.bytes_in, s.packets_out, s.packets_in,
    t.counting_exporter, t.network, t.time_zone, t.access_path, t.local_ip, t.local_prefix, t.remote_ip, t.protocol, t.service_port, t.role,
    t.began_by, t.country, t.asn, t.kind, t.institution, t.remote_excluded_as, t.service, t.evidence, t.sampling, t.reference_version,
    CASE t.role WHEN 'use' THEN 1 WHEN 'served' THEN 2 WHEN 'unclear' THEN 3 WHEN 'attempt_out' THEN 4 ELSE 5 END AS role_order,
    CASE t.evidence WHEN 'name' THEN 1 WHEN 'prefix' THEN 2 WHEN 'asn' THEN 3 WHEN 'port' THEN 4 WHEN 'protocol' THEN 5 ELSE 6 END
      AS evidence_order
  FROM spread s
  JOIN tuples t
    ON t.network = s.network AND t.local_ip = s.local_ip AND t.local_port = s.local_port AND t.remote_ip = s.remote_ip
    AND t.remote_port = s.remote_port AND t.protocol = s.protocol
),
-- Several connections of one contact may say different things: the strongest evidence speaks, then bytes, then name.
voices AS (
  SELECT
    slot, network, time_zone, access_path, local_ip, local_prefix, remote_ip, protocol, service_port, role, began_by, country, asn, kind,
    institution, remote_excluded_as, service, evidence, reference_version,
    row_number() OVER (
      PARTITION BY slot, network, local_ip, remote_ip, protocol, service_port
      ORDER BY role_order, evidence_order, sum(coalesce(bytes_out, 0) + coalesce(bytes_in, 0)) DESC, service, began_by,
        country, kind, reference_version
    ) AS place
  FROM joined
  GROUP BY slot, network, time_zone, access_path, local_ip, local_prefix, remote_ip, protocol, service_port, role, began_by, country, asn,
    kind, institution, remote_excluded_as, service, evidence, reference_version, role_order, evidence_order
),
counted AS (
  SELECT
    slot, network, local_ip, remote_ip, protocol, service_port,
    max(sampling) AS sampling,
    sum(CASE WHEN action <> 'deny' AND exporter = counting_exporter THEN bytes_out END) AS bytes_out,
    sum(CASE WHEN action <> 'deny' AND exporter = counting_exporter THEN bytes_in END) AS bytes_in,
    sum(CASE WHEN action <> 'deny' AND exporter = counting_exporter THEN packets_out END) AS packets_out,
    sum(CASE WHEN action <> 'deny' AND exporter = counting_exporter THEN packets_in END) AS packets_in,
    sum(CASE WHEN action = 'deny' THEN coalesce(bytes_out, 0) + coalesce(bytes_in, 0) ELSE 0 END) AS bytes_denied,
    count(*) AS records,
    count(DISTINCT exporter) AS exporters
  FROM joined
  GROUP BY slot, network, local_ip, remote_ip, protocol, service_port
),
catalogue AS (
  SELECT reference_version, service, category, exclusion, wide_use
  FROM inputs_services
  WHERE dt = ? AND run = ?
)
SELECT
  v.slot, v.network, v.time_zone, v.access_path, v.local_ip, v.local_prefix, v.remote_ip, v.protocol, v.service_port, v.role, v.began_by,
  v.country, v.asn, v.kind, v.institution, v.service,
  CASE
    WHEN v.evidence = 'protocol' THEN 'infrastructure'
    WHEN s.exclusion = 'infrastructure' THEN 'infrastructure'
    WHEN s.category IS NOT NULL THEN s.category
    WHEN v.remote_excluded_as = 'cdn' AND v.role NOT IN ('served', 'attempt_in') THEN 'cdn'
    ELSE 'unknown'
  END AS category,
  v.evidence,
  CASE
    WHEN v.remote_excluded_as <> '' THEN v.remote_excluded_as
    WHEN s.exclusion = 'peer_to_peer' THEN 'peer_to_peer'
    WHEN v.evidence = 'protocol' OR s.exclusion = 'infrastructure' THEN 'infrastructure'
    WHEN s.wide_use = '*' OR strpos(concat(' ', s.wide_use, ' '), concat(' ', v.country, ' ')) > 0 THEN 'wide_use'
    ELSE ''
  END AS excluded_as,
  cast(c.sampling AS integer) AS sampling,
  cast(c.bytes_out AS bigint) AS bytes_out, cast(c.bytes_in AS bigint) AS bytes_in,
  cast(c.packets_out AS bigint) AS packets_out, cast(c.packets_in AS bigint) AS packets_in,
  cast(c.bytes_denied AS bigint) AS bytes_denied, cast(c.records AS bigint) AS records,
  cast(c.exporters AS integer) AS exporters, v.reference_version
FROM voices v
JOIN counted c
  ON c.slot = v.slot AND c.network = v.network AND c.local_ip = v.local_ip AND c.remote_ip = v.remote_ip
  AND c.protocol = v.protocol AND c.service_port = v.service_port
LEFT JOIN catalogue s ON s.reference_version = v.reference_version AND s.service = v.service
WHERE v.place = 1
ORDER BY v.slot, v.network, v.local_ip, v.remote_ip, v.protocol, v.service_port
