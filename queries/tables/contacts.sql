-- Question: Which contacts did a day have: who with whom, on which service, in which quarter-hour, in which role?
-- Params: flows_runs.dt, flows_runs.run, inputs_uploads.dt, inputs_uploads.run, inputs_services.dt, inputs_services.run
-- Columns: slot, network, time_zone, access_path, local_ip, local_prefix, remote_ip, protocol, service_port, role, began_by, country, asn,
--   kind, institution, service, category, evidence, excluded_as, sampling, bytes_out, bytes_in, packets_out, packets_in,
--   bytes_denied, records, exporters, reference_version
WITH records AS (
  SELECT
    f.network, f.local_ip, coalesce(f.local_port, 0) AS local_port, f.remote_ip, coalesce(f.remote_port, 0) AS remote_port, f.protocol,
    f.exporter, u.directions, u.reference_version, f.time_zone, f.access_path, f.local_prefix,
    greatest(date_trunc('hour', f.start_time) + (minute(f.start_time) / 15) * INTERVAL '15' MINUTE,
      cast(f.dt AS timestamp)) AS first_slot,
    least(date_trunc('hour', f.end_time) + (minute(f.end_time) / 15) * INTERVAL '15' MINUTE,
      cast(f.dt AS timestamp) + INTERVAL '23' HOUR + INTERVAL '45' MINUTE) AS last_slot,
    date_diff('millisecond', timestamp '1970-01-01 00:00:00', f.start_time) AS start_ms,
    date_diff('millisecond', timestamp '1970-01-01 00:00:00', f.end_time) AS end_ms,
    f.bytes_out, f.bytes_in, f.packets_out, f.packets_in, f.bytes_layer, f.sampling,
    CASE WHEN f.action = 'deny' THEN 1 ELSE 0 END AS denied,
    f.began, f.began_by, f.answered, f.host,
    f.remote_country, f.remote_asn, f.remote_kind, f.remote_institution, f.remote_excluded_as,
    f.service_by_name, f.service_by_address, f.address_evidence, f.service_by_remote_port, f.service_by_local_port
  FROM flows_runs f
  JOIN inputs_uploads u ON u.upload_id = f.upload_id AND u.build = f.build
  WHERE f.dt = ? AND f.run = ? AND u.dt = ? AND u.run = ?
    AND f.scope = 'external'
    -- ICMP errors make no contact; ICMP without a type stands in totals.
    AND (f.protocol NOT IN (1, 58)
      OR (f.protocol = 1 AND f.icmp_type NOT IN (3, 4, 5, 11, 12))
      OR (f.protocol = 58 AND f.icmp_type NOT IN (1, 2, 3, 4)))
),
-- What each exporter says of each 5-tuple. Words are ordered by start: even is local, odd is remote. Denied records count, and
-- have a say, only where nothing was accepted.
exporter_words AS (
  SELECT
    network, local_ip, local_port, remote_ip, remote_port, protocol, exporter,
    min(directions) AS directions,
    max(1 - denied) AS accepted,
    sum(coalesce(packets_out, 0)) AS seen_out,
    sum(coalesce(packets_in, 0)) AS seen_in,
    CASE WHEN min(denied) = 0 THEN sum(CASE WHEN denied = 0 THEN bytes_out END) ELSE sum(bytes_out) END AS bytes_out,
    CASE WHEN min(denied) = 0 THEN sum(CASE WHEN denied = 0 THEN bytes_in END) ELSE sum(bytes_in) END AS bytes_in,
    CASE WHEN min(denied) = 0 THEN sum(CASE WHEN denied = 0 THEN packets_out END) ELSE sum(packets_out) END AS packets_out,
    CASE WHEN min(denied) = 0 THEN sum(CASE WHEN denied = 0 THEN packets_in END) ELSE sum(packets_in) END AS packets_in,
    sum(CASE WHEN denied = 1 THEN coalesce(bytes_out, 0) + coalesce(bytes_in, 0) ELSE 0 END) AS bytes_denied,
    max(CASE WHEN bytes_layer = 'ethernet' THEN 14 ELSE 0 END) AS frame_bytes,
    max(CASE WHEN bytes_layer = 'payload' THEN 1 ELSE 0 END) AS payload_only,
    CASE WHEN max(sampling) > 1 THEN max(sampling) ELSE min(sampling) END AS sampling,
    min(CASE WHEN denied = 0 AND began_by = 'log' THEN start_ms * 2 + CASE WHEN began = 'remote' THEN 1 ELSE 0 END END) AS log_word,
    min(CASE WHEN denied = 0 AND began_by = 'syn' THEN start_ms * 2 + CASE WHEN began = 'remote' THEN 1 ELSE 0 END END) AS syn_word,
    min(CASE WHEN began_by = 'log' THEN start_ms * 2 + CASE WHEN began = 'remote' THEN 1 ELSE 0 END END) AS any_log_word,
    min(CASE WHEN began_by = 'syn' THEN start_ms * 2 + CASE WHEN began = 'remote' THEN 1 ELSE 0 END END) AS any_syn_word,
    max(CASE WHEN began_by = 'port' THEN began END) AS port_word,
    max(CASE WHEN denied = 0 AND answered <> 'unknown' THEN answered END) AS said,
    min(time_zone) AS time_zone, min(access_path) AS access_path, min(local_prefix) AS local_prefix,
    min(remote_country) AS country, min(remote_asn) AS asn, max(remote_excluded_as) AS remote_excluded_as,
    min(remote_institution) AS institution, min(CASE WHEN host IS NOT NULL THEN remote_institution END) AS named_institution,
    min(remote_kind) AS kind, min(CASE WHEN host IS NOT NULL AND remote_institution IS NOT NULL THEN remote_kind END) AS named_kind,
    min(service_by_name) AS service_by_name, min(service_by_address) AS service_by_address, min(address_evidence) AS address_evidence,
    min(service_by_remote_port) AS service_by_remote_port, min(service_by_local_port) AS service_by_local_port,
    max(reference_version) AS reference_version
  FROM records
  GROUP BY network, local_ip, local_port, remote_ip, remote_port, protocol, exporter
),
-- Where an exporter showed only one direction of a network all day, silence of the other says nothing.
exporter_sides AS (
  SELECT network, exporter, CASE WHEN sum(seen_out) = 0 OR sum(seen_in) = 0 THEN 1 ELSE 0 END AS one_sided
  FROM exporter_words
  GROUP BY network, exporter
),
-- Counters of a 5-tuple come from one exporter, the one with most bytes; denied bytes likewise.
five_tuples AS (
  SELECT
    network, local_ip, local_port, remote_ip, remote_port, protocol,
    count(*) AS exporters,
    min_by(exporter, ROW(1 - accepted, -accepted * (coalesce(bytes_out, 0) + coalesce(bytes_in, 0)), exporter)) AS exporter,
    min_by(exporter, ROW(-bytes_denied, exporter)) AS denied_exporter,
    max(accepted) AS accepted, sum(seen_out) AS seen_out, sum(seen_in) AS seen_in,
    sum(nullif(accepted, 0) * packets_out) AS all_packets_out, sum(nullif(accepted, 0) * packets_in) AS all_packets_in,
    CASE WHEN max(accepted) = 1 THEN min(log_word) ELSE min(any_log_word) END AS log_word,
    CASE WHEN max(accepted) = 1 THEN min(syn_word) ELSE min(any_syn_word) END AS syn_word,
    max(port_word) AS port_word, max(said) AS said,
    min(time_zone) AS time_zone, min(access_path) AS access_path, min(local_prefix) AS local_prefix,
    min(country) AS country, min(asn) AS asn, max(remote_excluded_as) AS remote_excluded_as,
    coalesce(min(named_institution), min(institution)) AS institution, coalesce(min(named_kind), min(kind)) AS kind,
    min(service_by_name) AS service_by_name, min(service_by_address) AS service_by_address, min(address_evidence) AS address_evidence,
    min(service_by_remote_port) AS service_by_remote_port, min(service_by_local_port) AS service_by_local_port,
    max(reference_version) AS reference_version
  FROM exporter_words
  GROUP BY network, local_ip, local_port, remote_ip, remote_port, protocol
),
words AS (
  SELECT
    c.*, e.bytes_out, e.bytes_in, e.packets_out, e.packets_in, e.frame_bytes, e.payload_only, e.sampling,
    CASE WHEN e.sampling = 1 AND NOT (e.directions = 1 AND s.one_sided = 1) THEN 1 ELSE 0 END AS silence_counts
  FROM five_tuples c
  JOIN exporter_words e
    ON e.network = c.network AND e.local_ip = c.local_ip AND e.local_port = c.local_port AND e.remote_ip = c.remote_ip
    AND e.remote_port = c.remote_port AND e.protocol = c.protocol AND e.exporter = c.exporter
  JOIN exporter_sides s ON s.network = e.network AND s.exporter = e.exporter
),
-- An end without a packet did not begin, whatever is said. Only denied records from one end: that end began.
beginnings AS (
  SELECT
    w.*,
    CASE
      WHEN accepted = 0 AND seen_out > 0 AND seen_in = 0 THEN 'local'
      WHEN accepted = 0 AND seen_in > 0 AND seen_out = 0 THEN 'remote'
      WHEN silence_counts = 1 AND all_packets_out > 0 AND all_packets_in = 0 THEN 'local'
      WHEN silence_counts = 1 AND all_packets_in > 0 AND all_packets_out = 0 THEN 'remote'
      WHEN log_word IS NOT NULL THEN CASE WHEN mod(log_word, 2) = 0 THEN 'local' ELSE 'remote' END
      WHEN syn_word IS NOT NULL THEN CASE WHEN mod(syn_word, 2) = 0 THEN 'local' ELSE 'remote' END
      ELSE coalesce(port_word, 'unknown')
    END AS began,
    CASE
      WHEN accepted = 0 AND seen_out + seen_in > 0 AND (seen_out = 0 OR seen_in = 0) THEN 'denied'
      WHEN silence_counts = 1 AND all_packets_out + all_packets_in > 0 AND (all_packets_out = 0 OR all_packets_in = 0) THEN 'packets'
      WHEN log_word IS NOT NULL THEN 'log'
      WHEN syn_word IS NOT NULL THEN 'syn'
      WHEN port_word IS NOT NULL THEN 'port'
      ELSE 'none'
    END AS began_by
  FROM words w
),
-- The answering side is the one that did not begin.
sides AS (
  SELECT
    b.*,
    CASE WHEN began = 'local' THEN packets_in ELSE packets_out END AS answer_packets,
    CASE WHEN began = 'local' THEN bytes_in ELSE bytes_out END AS answer_bytes,
    CASE WHEN began = 'local' THEN packets_out ELSE packets_in END AS begin_packets,
    CASE WHEN began = 'local' THEN bytes_out ELSE bytes_in END AS begin_bytes,
    CASE WHEN strpos(local_ip, ':') > 0 THEN 80 ELSE 60 END + frame_bytes AS bare_packet_bytes
  FROM beginnings b
),
answers AS (
  SELECT
    s.*,
    CASE
      WHEN accepted = 0 OR began_by = 'packets' THEN 'no'
      WHEN said IS NOT NULL THEN said
      WHEN silence_counts = 0 OR answer_packets IS NULL THEN 'unknown'
      WHEN protocol <> 6 THEN CASE WHEN answer_packets > 0 THEN 'yes' ELSE 'no' END
      WHEN answer_bytes IS NULL THEN 'unknown'
      WHEN payload_only = 1 THEN CASE WHEN answer_bytes > 0 THEN 'yes' ELSE 'no' END
      WHEN answer_bytes > bare_packet_bytes * answer_packets THEN 'yes'
      WHEN begin_packets >= 4 AND begin_bytes > bare_packet_bytes * begin_packets AND answer_packets >= 3 THEN 'yes'
      WHEN began = 'local' AND begin_packets >= 5 AND answer_packets >= 5 THEN 'yes'
      ELSE 'no'
    END AS answered
  FROM sides s
),
connections AS (
  SELECT
    a.*,
    CASE
      WHEN began = 'unknown' OR answered = 'unknown' THEN 'unclear'
      WHEN began = 'local' THEN CASE WHEN answered = 'yes' THEN 'use' ELSE 'attempt_out' END
      ELSE CASE WHEN answered = 'yes' THEN 'served' ELSE 'attempt_in' END
    END AS role,
    CASE began WHEN 'local' THEN remote_port WHEN 'remote' THEN local_port ELSE 0 END AS service_port
  FROM answers a
),
-- Each record with the quarter-hours of the day that it touches; one without length is a millisecond long.
touched AS (
  SELECT
    r.network, r.local_ip, r.local_port, r.remote_ip, r.remote_port, r.protocol, r.exporter, r.denied, r.service_by_name,
    r.bytes_out, r.bytes_in, r.packets_out, r.packets_in, t.slot,
    greatest(r.end_ms - r.start_ms, 1) AS long_ms,
    greatest(date_diff('millisecond', timestamp '1970-01-01 00:00:00', t.slot) - r.start_ms, 0) AS from_ms,
    least(date_diff('millisecond', timestamp '1970-01-01 00:00:00', t.slot) + 900000 - r.start_ms, greatest(r.end_ms - r.start_ms, 1)) AS to_ms
  FROM records r
  CROSS JOIN UNNEST(sequence(r.first_slot, r.last_slot, INTERVAL '15' MINUTE)) AS t(slot)
),
-- A counter's share of a slot is the difference of two floors of counter × time ÷ length, so shares add up again; the
-- quotient and the remainder are multiplied apart, so that nothing passes 63 bits.
spread AS (
  SELECT
    network, local_ip, local_port, remote_ip, remote_port, protocol, exporter, denied, service_by_name, slot,
    (bytes_out / long_ms) * (to_ms - from_ms) + (mod(bytes_out, long_ms) * to_ms) / long_ms
      - (mod(bytes_out, long_ms) * from_ms) / long_ms AS bytes_out,
    (bytes_in / long_ms) * (to_ms - from_ms) + (mod(bytes_in, long_ms) * to_ms) / long_ms
      - (mod(bytes_in, long_ms) * from_ms) / long_ms AS bytes_in,
    (packets_out / long_ms) * (to_ms - from_ms) + (mod(packets_out, long_ms) * to_ms) / long_ms
      - (mod(packets_out, long_ms) * from_ms) / long_ms AS packets_out,
    (packets_in / long_ms) * (to_ms - from_ms) + (mod(packets_in, long_ms) * to_ms) / long_ms
      - (mod(packets_in, long_ms) * from_ms) / long_ms AS packets_in
  FROM touched
),
-- The service is the responder's: a name is always its word; an address or a port only where it may be the responder's.
candidates AS (
  SELECT
    s.slot, c.network, c.time_zone, c.access_path, c.local_ip, c.local_prefix, c.remote_ip, c.protocol, c.service_port, c.role, c.began_by,
    c.country, c.asn, c.kind, c.institution, c.remote_excluded_as, c.sampling, c.exporters, c.reference_version,
    CASE
      WHEN c.protocol IN (1, 58) THEN 'ICMP'
      WHEN coalesce(s.service_by_name, c.service_by_name) IS NOT NULL THEN coalesce(s.service_by_name, c.service_by_name)
      WHEN c.began <> 'remote' AND c.service_by_address IS NOT NULL THEN c.service_by_address
      WHEN c.began = 'local' THEN c.service_by_remote_port
      WHEN c.began = 'remote' THEN c.service_by_local_port
    END AS service,
    CASE
      WHEN c.protocol IN (1, 58) THEN 'protocol'
      WHEN coalesce(s.service_by_name, c.service_by_name) IS NOT NULL THEN 'name'
      WHEN c.began <> 'remote' AND c.service_by_address IS NOT NULL THEN c.address_evidence
      WHEN c.began = 'local' AND c.service_by_remote_port IS NOT NULL THEN 'port'
      WHEN c.began = 'remote' AND c.service_by_local_port IS NOT NULL THEN 'port'
      ELSE 'none'
    END AS evidence,
    CASE WHEN s.denied = 0 AND s.exporter = c.exporter THEN s.bytes_out ELSE 0 * c.bytes_out END AS bytes_out,
    CASE WHEN s.denied = 0 AND s.exporter = c.exporter THEN s.bytes_in ELSE 0 * c.bytes_in END AS bytes_in,
    CASE WHEN s.denied = 0 AND s.exporter = c.exporter THEN s.packets_out ELSE 0 * c.packets_out END AS packets_out,
    CASE WHEN s.denied = 0 AND s.exporter = c.exporter THEN s.packets_in ELSE 0 * c.packets_in END AS packets_in,
    CASE WHEN s.denied = 1 AND s.exporter = c.denied_exporter THEN coalesce(s.bytes_out, 0) + coalesce(s.bytes_in, 0) ELSE 0 END AS bytes_denied
  FROM spread s
  JOIN connections c
    ON c.network = s.network AND c.local_ip = s.local_ip AND c.local_port = s.local_port AND c.remote_ip = s.remote_ip
    AND c.remote_port = s.remote_port AND c.protocol = s.protocol
),
voices AS (
  SELECT
    slot, network, local_ip, remote_ip, protocol, service_port, role, began_by, service, evidence, kind, institution, remote_excluded_as,
    reference_version,
    min(time_zone) AS time_zone, min(access_path) AS access_path, min(local_prefix) AS local_prefix, min(country) AS country,
    min(asn) AS asn, max(sampling) AS most_sampling, min(sampling) AS least_sampling, max(exporters) AS exporters, count(*) AS records,
    sum(bytes_out) AS bytes_out, sum(bytes_in) AS bytes_in, sum(packets_out) AS packets_out, sum(packets_in) AS packets_in,
    sum(bytes_denied) AS bytes_denied
  FROM candidates
  GROUP BY slot, network, local_ip, remote_ip, protocol, service_port, role, began_by, service, evidence, kind, institution,
    remote_excluded_as, reference_version
),
-- Connections of one contact may say different things. The least standing is heard: answered before not, then the strongest
-- evidence, bytes, name; '~' comes after every name.
standings AS (
  SELECT
    v.*,
    ROW(
      CASE role WHEN 'use' THEN 1 WHEN 'served' THEN 2 WHEN 'unclear' THEN 3 WHEN 'attempt_out' THEN 4 ELSE 5 END,
      CASE evidence WHEN 'name' THEN 1 WHEN 'prefix' THEN 2 WHEN 'asn' THEN 3 WHEN 'port' THEN 4 ELSE 5 END,
      -(coalesce(bytes_out, 0) + coalesce(bytes_in, 0)), coalesce(service, '~'), began_by, coalesce(kind, '~'),
      coalesce(institution, '~'), remote_excluded_as, reference_version
    ) AS standing
  FROM voices v
),
sums AS (
  SELECT
    slot, network, local_ip, remote_ip, protocol, service_port, min(standing) AS standing,
    CASE WHEN max(most_sampling) > 1 THEN max(most_sampling) ELSE min(least_sampling) END AS sampling,
    cast(sum(bytes_out) AS bigint) AS bytes_out, cast(sum(bytes_in) AS bigint) AS bytes_in,
    cast(sum(packets_out) AS bigint) AS packets_out, cast(sum(packets_in) AS bigint) AS packets_in,
    cast(sum(bytes_denied) AS bigint) AS bytes_denied, cast(sum(records) AS bigint) AS records,
    cast(max(exporters) AS integer) AS exporters
  FROM standings
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
    WHEN v.evidence = 'protocol' OR s.exclusion = 'infrastructure' THEN 'infrastructure'
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
  c.sampling, c.bytes_out, c.bytes_in, c.packets_out, c.packets_in, c.bytes_denied, c.records, c.exporters, v.reference_version
FROM sums c
JOIN standings v
  ON v.slot = c.slot AND v.network = c.network AND v.local_ip = c.local_ip AND v.remote_ip = c.remote_ip
  AND v.protocol = c.protocol AND v.service_port = c.service_port AND v.standing = c.standing
LEFT JOIN catalogue s ON s.reference_version = v.reference_version AND s.service = v.service
ORDER BY v.slot, v.network, v.local_ip, v.remote_ip, v.protocol, v.service_port
