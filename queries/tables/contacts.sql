-- Question: Which contacts did a day have: who with whom, on which service, in which quarter-hour, in which role?
-- Params: flows_runs.dt, flows_runs.run, inputs_uploads.dt, inputs_uploads.run, inputs_services.dt, inputs_services.run
-- Columns: slot, network, time_zone, access_path, local_ip, local_prefix, remote_ip, protocol, service_port, role, began_by, country, asn,
--   kind, institution, service, category, evidence, excluded_as, sampling, bytes_out, bytes_in, packets_out, packets_in,
--   bytes_denied, records, exporters, reference_version
WITH records AS (
  SELECT
    f.network, f.local_ip, coalesce(f.local_port, 0) AS local_port, f.remote_ip, coalesce(f.remote_port, 0) AS remote_port, f.protocol,
    f.exporter, u.directions, u.reference_version, f.time_zone, f.access_path, f.local_prefix,
    f.start_time, f.end_time, cast(f.dt AS timestamp) AS day_begin,
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
-- What each exporter says of each 5-tuple. Words are ordered by start: even is local, odd is remote. Denied records have a
-- say only where nothing was accepted. `no_…`: what a record that does not count adds: 0, or NULL where nothing was counted.
exporter_words AS (
  SELECT
    network, local_ip, local_port, remote_ip, remote_port, protocol, exporter,
    min(directions) AS directions,
    max(1 - denied) AS accepted,
    sum(coalesce(packets_out, 0)) AS seen_out,
    sum(coalesce(packets_in, 0)) AS seen_in,
    sum(CASE WHEN denied = 0 THEN bytes_out END) AS bytes_out,
    sum(CASE WHEN denied = 0 THEN bytes_in END) AS bytes_in,
    sum(CASE WHEN denied = 0 THEN packets_out END) AS packets_out,
    sum(CASE WHEN denied = 0 THEN packets_in END) AS packets_in,
    0 * CASE WHEN max(1 - denied) = 1 THEN sum(CASE WHEN denied = 0 THEN bytes_out END) ELSE sum(bytes_out) END AS no_bytes_out,
    0 * CASE WHEN max(1 - denied) = 1 THEN sum(CASE WHEN denied = 0 THEN bytes_in END) ELSE sum(bytes_in) END AS no_bytes_in,
    0 * CASE WHEN max(1 - denied) = 1 THEN sum(CASE WHEN denied = 0 THEN packets_out END) ELSE sum(packets_out) END AS no_packets_out,
    0 * CASE WHEN max(1 - denied) = 1 THEN sum(CASE WHEN denied = 0 THEN packets_in END) ELSE sum(packets_in) END AS no_packets_in,
    sum(CASE WHEN denied = 1 THEN coalesce(bytes_out, 0) + coalesce(bytes_in, 0) ELSE 0 END) AS bytes_denied,
    max(CASE WHEN bytes_layer = 'ethernet' THEN 14 ELSE 0 END) AS frame_bytes,
    max(CASE WHEN bytes_layer = 'payload' THEN 1 ELSE 0 END) AS payload_only,
    CASE WHEN max(sampling) > 1 THEN max(sampling) ELSE min(sampling) END AS sampling,
    min(CASE WHEN denied = 0 AND began_by = 'log' THEN start_ms * 2 + CASE WHEN began = 'remote' THEN 1 ELSE 0 END END) AS log_word,
    min(CASE WHEN denied = 0 AND began_by = 'syn' THEN start_ms * 2 + CASE WHEN began = 'remote' THEN 1 ELSE 0 END END) AS syn_word,
    min(CASE WHEN began_by = 'log' THEN start_ms * 2 + CASE WHEN began = 'remote' THEN 1 ELSE 0 END END) AS any_log_word,
    min(CASE WHEN began_by = 'syn' THEN start_ms * 2 + CASE WHEN began = 'remote' THEN 1 ELSE 0 END END) AS any_syn_word,
    max(CASE WHEN began_by = 'port' THEN began END) AS port_word,
    max(CASE WHEN denied = 0 AND answered = 'yes' THEN 1 ELSE 0 END) AS said_yes,
    max(CASE WHEN denied = 0 AND answered = 'no' THEN 1 ELSE 0 END) AS said_no,
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
-- Counters of a 5-tuple come from one exporter, the one with most bytes; denied bytes likewise. Where an exporter showed only one direction of a
-- network all day, silence of the other says nothing.
exporter_places AS (
  SELECT
    w.*,
    row_number() OVER (
      PARTITION BY network, local_ip, local_port, remote_ip, remote_port, protocol
      ORDER BY accepted DESC, coalesce(bytes_out, 0) + coalesce(bytes_in, 0) DESC, exporter
    ) AS place,
    row_number() OVER (
      PARTITION BY network, local_ip, local_port, remote_ip, remote_port, protocol
      ORDER BY bytes_denied DESC, exporter
    ) AS denied_place,
    CASE WHEN directions = 1 AND (sum(seen_out) OVER (PARTITION BY network, exporter) = 0
      OR sum(seen_in) OVER (PARTITION BY network, exporter) = 0) THEN 1 ELSE 0 END AS one_sided
  FROM exporter_words w
),
words AS (
  SELECT
    network, local_ip, local_port, remote_ip, remote_port, protocol,
    count(*) AS exporters,
    max(accepted) AS accepted, sum(seen_out) AS seen_out, sum(seen_in) AS seen_in,
    max(CASE WHEN place = 1 THEN exporter END) AS exporter,
    max(CASE WHEN place = 1 THEN bytes_out END) AS bytes_out, max(CASE WHEN place = 1 THEN bytes_in END) AS bytes_in,
    max(CASE WHEN place = 1 THEN packets_out END) AS packets_out, max(CASE WHEN place = 1 THEN packets_in END) AS packets_in,
    max(CASE WHEN place = 1 THEN no_bytes_out END) AS no_bytes_out, max(CASE WHEN place = 1 THEN no_bytes_in END) AS no_bytes_in,
    max(CASE WHEN place = 1 THEN no_packets_out END) AS no_packets_out, max(CASE WHEN place = 1 THEN no_packets_in END) AS no_packets_in,
    max(CASE WHEN denied_place = 1 THEN exporter END) AS denied_exporter,
    max(CASE WHEN place = 1 THEN frame_bytes END) AS frame_bytes, max(CASE WHEN place = 1 THEN payload_only END) AS payload_only,
    max(CASE WHEN place = 1 THEN sampling END) AS sampling,
    max(CASE WHEN place = 1 AND one_sided = 0 AND sampling = 1 THEN 1 ELSE 0 END) AS silence_counts,
    sum(packets_out) AS all_packets_out, sum(packets_in) AS all_packets_in,
    CASE WHEN max(accepted) = 1 THEN min(log_word) ELSE min(any_log_word) END AS log_word,
    CASE WHEN max(accepted) = 1 THEN min(syn_word) ELSE min(any_syn_word) END AS syn_word,
    max(port_word) AS port_word,
    max(said_yes) AS said_yes, max(said_no) AS said_no,
    min(time_zone) AS time_zone, min(access_path) AS access_path, min(local_prefix) AS local_prefix,
    min(country) AS country, min(asn) AS asn, max(remote_excluded_as) AS remote_excluded_as,
    coalesce(min(named_institution), min(institution)) AS institution, coalesce(min(named_kind), min(kind)) AS kind,
    min(service_by_name) AS service_by_name, min(service_by_address) AS service_by_address, min(address_evidence) AS address_evidence,
    min(service_by_remote_port) AS service_by_remote_port, min(service_by_local_port) AS service_by_local_port,
    max(reference_version) AS reference_version
  FROM exporter_places
  GROUP BY network, local_ip, local_port, remote_ip, remote_port, protocol
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
      WHEN said_yes = 1 THEN 'yes'
      WHEN said_no = 1 THEN 'no'
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
-- Each record with the quarter-hours of the day that it touches.
touched AS (
  SELECT
    r.network, r.local_ip, r.local_port, r.remote_ip, r.remote_port, r.protocol, r.exporter, r.denied, r.service_by_name,
    r.bytes_out, r.bytes_in, r.packets_out, r.packets_in, t.slot,
    r.end_ms - r.start_ms AS long_ms,
    greatest(date_diff('millisecond', timestamp '1970-01-01 00:00:00', t.slot) - r.start_ms, 0) AS from_ms,
    least(date_diff('millisecond', timestamp '1970-01-01 00:00:00', t.slot) + 900000, r.end_ms) - r.start_ms AS to_ms
  FROM records r
  CROSS JOIN UNNEST(sequence(
    greatest(date_trunc('hour', r.start_time) + (minute(r.start_time) / 15) * INTERVAL '15' MINUTE, r.day_begin),
    least(date_trunc('hour', r.end_time) + (minute(r.end_time) / 15) * INTERVAL '15' MINUTE,
      r.day_begin + INTERVAL '23' HOUR + INTERVAL '45' MINUTE),
    INTERVAL '15' MINUTE)) AS t(slot)
),
-- A counter's share of a slot is the difference of two floors of counter × time ÷ length, so shares add up again; the
-- quotient and the remainder are multiplied apart, so that nothing passes 63 bits.
spread AS (
  SELECT
    network, local_ip, local_port, remote_ip, remote_port, protocol, exporter, denied, service_by_name, slot,
    CASE WHEN long_ms = 0 THEN bytes_out ELSE (bytes_out / long_ms) * (to_ms - from_ms)
      + (mod(bytes_out, long_ms) * to_ms) / long_ms - (mod(bytes_out, long_ms) * from_ms) / long_ms END AS bytes_out,
    CASE WHEN long_ms = 0 THEN bytes_in ELSE (bytes_in / long_ms) * (to_ms - from_ms)
      + (mod(bytes_in, long_ms) * to_ms) / long_ms - (mod(bytes_in, long_ms) * from_ms) / long_ms END AS bytes_in,
    CASE WHEN long_ms = 0 THEN packets_out ELSE (packets_out / long_ms) * (to_ms - from_ms)
      + (mod(packets_out, long_ms) * to_ms) / long_ms - (mod(packets_out, long_ms) * from_ms) / long_ms END AS packets_out,
    CASE WHEN long_ms = 0 THEN packets_in ELSE (packets_in / long_ms) * (to_ms - from_ms)
      + (mod(packets_in, long_ms) * to_ms) / long_ms - (mod(packets_in, long_ms) * from_ms) / long_ms END AS packets_in
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
    CASE WHEN s.denied = 0 AND s.exporter = c.exporter THEN s.bytes_out ELSE c.no_bytes_out END AS bytes_out,
    CASE WHEN s.denied = 0 AND s.exporter = c.exporter THEN s.bytes_in ELSE c.no_bytes_in END AS bytes_in,
    CASE WHEN s.denied = 0 AND s.exporter = c.exporter THEN s.packets_out ELSE c.no_packets_out END AS packets_out,
    CASE WHEN s.denied = 0 AND s.exporter = c.exporter THEN s.packets_in ELSE c.no_packets_in END AS packets_in,
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
-- Connections of one contact may say different things: answered before not, then the strongest evidence, bytes, name.
places AS (
  SELECT
    slot, network, time_zone, access_path, local_ip, local_prefix, remote_ip, protocol, service_port, role, began_by, country, asn, kind,
    institution, remote_excluded_as, service, evidence, reference_version,
    row_number() OVER (
      PARTITION BY slot, network, local_ip, remote_ip, protocol, service_port
      ORDER BY
        CASE role WHEN 'use' THEN 1 WHEN 'served' THEN 2 WHEN 'unclear' THEN 3 WHEN 'attempt_out' THEN 4 ELSE 5 END,
        CASE evidence WHEN 'name' THEN 1 WHEN 'prefix' THEN 2 WHEN 'asn' THEN 3 WHEN 'port' THEN 4 ELSE 5 END,
        coalesce(bytes_out, 0) + coalesce(bytes_in, 0) DESC, service, began_by, kind, institution, remote_excluded_as, reference_version
    ) AS place,
    max(most_sampling) OVER (PARTITION BY slot, network, local_ip, remote_ip, protocol, service_port) AS most_sampling,
    min(least_sampling) OVER (PARTITION BY slot, network, local_ip, remote_ip, protocol, service_port) AS least_sampling,
    sum(bytes_out) OVER (PARTITION BY slot, network, local_ip, remote_ip, protocol, service_port) AS bytes_out,
    sum(bytes_in) OVER (PARTITION BY slot, network, local_ip, remote_ip, protocol, service_port) AS bytes_in,
    sum(packets_out) OVER (PARTITION BY slot, network, local_ip, remote_ip, protocol, service_port) AS packets_out,
    sum(packets_in) OVER (PARTITION BY slot, network, local_ip, remote_ip, protocol, service_port) AS packets_in,
    sum(bytes_denied) OVER (PARTITION BY slot, network, local_ip, remote_ip, protocol, service_port) AS bytes_denied,
    sum(records) OVER (PARTITION BY slot, network, local_ip, remote_ip, protocol, service_port) AS records,
    max(exporters) OVER (PARTITION BY slot, network, local_ip, remote_ip, protocol, service_port) AS exporters
  FROM voices
),
catalogue AS (
  SELECT reference_version, service, category, exclusion, wide_use
  FROM inputs_services
  WHERE dt = ? AND run = ?
)
SELECT
  p.slot, p.network, p.time_zone, p.access_path, p.local_ip, p.local_prefix, p.remote_ip, p.protocol, p.service_port, p.role, p.began_by,
  p.country, p.asn, p.kind, p.institution, p.service,
  CASE
    WHEN p.evidence = 'protocol' OR s.exclusion = 'infrastructure' THEN 'infrastructure'
    WHEN s.category IS NOT NULL THEN s.category
    WHEN p.remote_excluded_as = 'cdn' AND p.role NOT IN ('served', 'attempt_in') THEN 'cdn'
    ELSE 'unknown'
  END AS category,
  p.evidence,
  CASE
    WHEN p.remote_excluded_as <> '' THEN p.remote_excluded_as
    WHEN s.exclusion = 'peer_to_peer' THEN 'peer_to_peer'
    WHEN p.evidence = 'protocol' OR s.exclusion = 'infrastructure' THEN 'infrastructure'
    WHEN s.wide_use = '*' OR strpos(concat(' ', s.wide_use, ' '), concat(' ', p.country, ' ')) > 0 THEN 'wide_use'
    ELSE ''
  END AS excluded_as,
  CASE WHEN p.most_sampling > 1 THEN p.most_sampling ELSE p.least_sampling END AS sampling,
  cast(p.bytes_out AS bigint) AS bytes_out, cast(p.bytes_in AS bigint) AS bytes_in,
  cast(p.packets_out AS bigint) AS packets_out, cast(p.packets_in AS bigint) AS packets_in,
  cast(p.bytes_denied AS bigint) AS bytes_denied, cast(p.records AS bigint) AS records,
  cast(p.exporters AS integer) AS exporters, p.reference_version
FROM places p
LEFT JOIN catalogue s ON s.reference_version = p.reference_version AND s.service = p.service
WHERE p.place = 1
ORDER BY p.slot, p.network, p.local_ip, p.remote_ip, p.protocol, p.service_port
