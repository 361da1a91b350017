-- Question: Which contacts did a day have: who with whom, on which service, in which quarter-hour, in which role?
-- Params: flows_runs.dt, flows_runs.run, inputs_uploads.dt, inputs_uploads.run, flows_runs.dt, flows_runs.run,
--   inputs_services.dt, inputs_services.run
-- Columns: slot, network, time_zone, access_path, local_ip, local_prefix, remote_ip, protocol, service_port, role, began_by, country, asn,
--   kind, kind_by, institution, institution_country, service, family, category, evidence, excluded_as, sampling, bytes_out,
--   bytes_in, packets_out,
--   packets_in, bytes_denied, records, exporters, reference_version
WITH records AS (
  SELECT
    -- The ends as one text, ports and protocol as one number: keys less to hash, to compare and to carry. No address has chr(1), which
    -- comes before every character of names.
    concat_ws(chr(1), f.local_ip, f.local_prefix, f.remote_ip) AS ends,
    cast(coalesce(f.local_port, 0) AS bigint) * 16777216 + coalesce(f.remote_port, 0) * 256 + f.protocol AS ports,
    f.network, f.exporter, u.directions,
    date_diff('millisecond', cast(f.dt AS timestamp), f.start_time) AS start_ms,
    date_diff('millisecond', cast(f.dt AS timestamp), f.end_time) AS end_ms,
    f.bytes_out, f.bytes_in,
    -- Where each record shows one direction, nothing of the other is in it: 0 beside a counter that is missing.
    CASE WHEN u.directions = 1 THEN f.packets_out + 0 * f.packets_in ELSE f.packets_out END AS packets_out,
    CASE WHEN u.directions = 1 THEN f.packets_in + 0 * f.packets_out ELSE f.packets_in END AS packets_in,
    coalesce(f.packets_out, CASE WHEN f.packets_in = 0 THEN 1 ELSE 0 END) AS seen_out,
    coalesce(f.packets_in, CASE WHEN f.packets_out = 0 THEN 1 ELSE 0 END) AS seen_in,
    -- Bytes of a packet that carries nothing.
    CASE f.bytes_layer WHEN 'payload' THEN 0 WHEN 'ethernet' THEN 74 ELSE 60 END
      + CASE WHEN f.bytes_layer <> 'payload' AND strpos(f.local_ip, ':') > 0 THEN 20 ELSE 0 END AS bare_packet_bytes,
    f.sampling,
    CASE WHEN f.action = 'deny' THEN 1 ELSE 0 END AS denied,
    -- Words as numbers: which end began, and what says so.
    CASE f.began WHEN 'local' THEN 0 WHEN 'remote' THEN 1 ELSE 2 END AS began,
    CASE f.began_by WHEN 'log' THEN 1 WHEN 'syn' THEN 2 WHEN 'port' THEN 3 ELSE 0 END AS began_by,
    CASE f.answered WHEN 'yes' THEN 1 WHEN 'no' THEN 0 END AS answered,
    -- What is said of the remote end, as one text, which is carried and compared at a fraction of what a row of fourteen costs: names
    -- before addresses; '~' comes after every name, 2^32 after every AS.
    concat_ws(chr(1),
      CASE WHEN f.service_by_name IS NOT NULL THEN '0' WHEN f.kind_by = 'domain' THEN '1' ELSE '2' END,
      u.reference_version, f.remote_country, lpad(cast(coalesce(f.remote_asn, 4294967296) AS varchar), 10, '0'), f.remote_kind,
      f.kind_by,
      coalesce(f.remote_institution, '~'), coalesce(f.institution_country, '~'), f.remote_excluded_as,
      coalesce(f.service_by_name, '~'), coalesce(f.service_by_address, '~'), coalesce(f.address_evidence, '~'),
      coalesce(f.service_by_remote_port, '~'), coalesce(f.service_by_local_port, '~')
    ) AS facts
  FROM flows_runs f
  JOIN inputs_uploads u ON u.upload_id = f.upload_id AND u.build = f.build
  WHERE f.dt = ? AND f.run = ? AND u.dt = ? AND u.run = ?
    AND f.scope = 'external' AND f.repeated = 0
    -- ICMP errors make no contact; ICMP without a type stands in totals.
    AND (f.protocol NOT IN (1, 58)
      OR (f.protocol = 1 AND f.icmp_type NOT IN (3, 4, 5, 11, 12))
      OR (f.protocol = 58 AND f.icmp_type NOT IN (1, 2, 3, 4)))
),
-- What each exporter says of each 5-tuple. Words are ordered by start, those of denied records after all others: even is local, odd
-- is remote. Denied records count, and have a say, only where nothing was accepted.
exporter_words AS (
  SELECT
    network, ends, ports, exporter,
    min(directions) AS directions,
    max(1 - denied) AS accepted,
    max(seen_out) AS seen_out,
    max(seen_in) AS seen_in,
    cast(sum(CASE WHEN denied = 0 THEN bytes_out END) AS bigint) AS bytes_out,
    cast(sum(CASE WHEN denied = 0 THEN bytes_in END) AS bigint) AS bytes_in,
    cast(sum(CASE WHEN denied = 0 THEN packets_out END) AS bigint) AS packets_out,
    cast(sum(CASE WHEN denied = 0 THEN packets_in END) AS bigint) AS packets_in,
    max(CASE WHEN denied = 1 THEN bytes_out END) AS denied_bytes_out,
    max(CASE WHEN denied = 1 THEN bytes_in END) AS denied_bytes_in,
    max(CASE WHEN denied = 1 THEN packets_out END) AS denied_packets_out,
    max(CASE WHEN denied = 1 THEN packets_in END) AS denied_packets_in,
    cast(sum(CASE WHEN denied = 1 THEN coalesce(bytes_out, 0) + coalesce(bytes_in, 0) END) AS bigint) AS bytes_denied,
    max(bare_packet_bytes) AS bare_packet_bytes,
    CASE WHEN max(sampling) > 1 THEN max(sampling) ELSE min(sampling) END AS sampling,
    min(CASE began_by WHEN 1 THEN denied * 1099511627776 + (start_ms + 4294967296) * 2 + mod(began, 2) END) AS log_word,
    min(CASE began_by WHEN 2 THEN denied * 1099511627776 + (start_ms + 4294967296) * 2 + mod(began, 2) END) AS syn_word,
    max(CASE began_by WHEN 3 THEN began END) AS port_word,
    max(CASE denied WHEN 0 THEN answered END) AS said,
    min(facts) AS facts
  FROM records
  GROUP BY network, ends, ports, exporter
),
-- Where an exporter showed only one direction of a network all day, silence of the other says nothing. Records of every scope
-- and kind show.
exporter_sides AS (
  SELECT
    network, exporter, min(time_zone) AS time_zone, min(access_path) AS access_path, min(dt) AS dt,
    max(coalesce(packets_out, CASE WHEN packets_in = 0 THEN 1 ELSE 0 END)) AS most_out,
    max(coalesce(packets_in, CASE WHEN packets_out = 0 THEN 1 ELSE 0 END)) AS most_in
  FROM flows_runs
  WHERE dt = ? AND run = ?
  GROUP BY network, exporter
),
networks AS (
  SELECT network, min(time_zone) AS time_zone, min(access_path) AS access_path, cast(min(dt) AS timestamp) AS midnight
  FROM exporter_sides
  GROUP BY network
),
-- Whom the silence of an end tells something: every packet is counted, and both directions are shown. Where none
-- was accepted there are no packets, NULL.
tellers AS (
  SELECT
    w.*,
    CASE
      WHEN w.sampling = 1 AND (w.directions = 2 OR (s.most_out > 0 AND s.most_in > 0))
        THEN w.packets_out + w.packets_in
    END AS told_packets
  FROM exporter_words w
  JOIN exporter_sides s ON s.network = w.network AND s.exporter = w.exporter
),
-- Whether the other end answered where the local one began, and where the remote one did: 1 yes, 0 no, NULL cannot tell.
exporter_answers AS (
  SELECT
    t.*,
    CASE
      WHEN told_packets IS NULL OR (mod(ports, 256) = 6 AND bytes_out + bytes_in IS NULL) THEN NULL
      WHEN mod(ports, 256) <> 6 THEN CASE WHEN packets_in > 0 THEN 1 ELSE 0 END
      WHEN bytes_in > bare_packet_bytes * packets_in THEN 1
      WHEN packets_out >= 4 AND bytes_out > bare_packet_bytes * packets_out AND packets_in >= 3 THEN 1
      WHEN packets_out >= 5 AND packets_in >= 5 THEN 1
      ELSE 0
    END AS answer_to_local,
    CASE
      WHEN told_packets IS NULL OR (mod(ports, 256) = 6 AND bytes_out + bytes_in IS NULL) THEN NULL
      WHEN mod(ports, 256) <> 6 THEN CASE WHEN packets_out > 0 THEN 1 ELSE 0 END
      WHEN bytes_out > bare_packet_bytes * packets_out THEN 1
      WHEN packets_in >= 4 AND bytes_in > bare_packet_bytes * packets_in AND packets_out >= 3 THEN 1
      ELSE 0
    END AS answer_to_remote
  FROM tellers t
),
-- Counters of a 5-tuple come from one exporter, the one with most bytes; denied bytes likewise: the least text says so, of fixed places
-- but for the exporter, behind which its sampling stands, and which counters it has. Packets: 2 where they were accepted, 1 more where
-- there are any. Whether somebody answered, one exporter that can tell is enough for.
five_tuples AS (
  SELECT
    network, ends, ports,
    min(concat(
      cast(1 - accepted AS varchar),
      lpad(cast(9223372036854775807 - coalesce(bytes_out, 0) - coalesce(bytes_in, 0) AS varchar), 19, '0'), exporter,
      lpad(cast(cast(sampling AS bigint) * 16
        + CASE WHEN CASE accepted WHEN 1 THEN bytes_out ELSE denied_bytes_out END IS NULL THEN 0 ELSE 8 END
        + CASE WHEN CASE accepted WHEN 1 THEN bytes_in ELSE denied_bytes_in END IS NULL THEN 0 ELSE 4 END
        + CASE WHEN CASE accepted WHEN 1 THEN packets_out ELSE denied_packets_out END IS NULL THEN 0 ELSE 2 END
        + CASE WHEN CASE accepted WHEN 1 THEN packets_in ELSE denied_packets_in END IS NULL THEN 0 ELSE 1 END AS varchar), 12, '0')))
      AS counts,
    min(CASE WHEN bytes_denied > 0 THEN concat(lpad(cast(9223372036854775807 - bytes_denied AS varchar), 19, '0'), exporter) END)
      AS denied_exporter,
    max(accepted) AS accepted, max(seen_out) AS seen_out, max(seen_in) AS seen_in,
    max(CASE accepted WHEN 1 THEN least(packets_out, 1) + 2 ELSE least(denied_packets_out, 1) END) AS packets_out,
    max(CASE accepted WHEN 1 THEN least(packets_in, 1) + 2 ELSE least(denied_packets_in, 1) END) AS packets_in,
    max(CASE WHEN told_packets IS NOT NULL THEN 1 END) AS is_told,
    max(answer_to_local) AS answer_to_local, max(answer_to_remote) AS answer_to_remote,
    min(log_word) AS log_word, min(syn_word) AS syn_word, max(port_word) AS port_word, max(said) AS said,
    min(facts) AS facts
  FROM exporter_answers
  GROUP BY network, ends, ports
),
-- An end without a packet did not begin, whatever is said; where no end has one, nobody did. Only denied records from one end:
-- that end began. 0 is the local end, 1 the remote one, 2 that nobody knows.
silences AS (
  SELECT
    f.*,
    CASE
      WHEN accepted = 0 AND seen_out > 0 AND seen_in = 0 THEN 0
      WHEN accepted = 0 AND seen_in > 0 AND seen_out = 0 THEN 1
      WHEN packets_out = accepted * 2 AND packets_in = accepted * 2 THEN 2
      WHEN is_told = 1 AND packets_in = accepted * 2 THEN 0
      WHEN is_told = 1 AND packets_out = accepted * 2 THEN 1
    END AS began_by_silence,
    CASE WHEN accepted = 0 OR log_word < 1099511627776 THEN mod(log_word, 2) END AS began_by_log,
    CASE WHEN accepted = 0 OR syn_word < 1099511627776 THEN mod(syn_word, 2) END AS began_by_syn
  FROM five_tuples f
),
beginnings AS (
  SELECT s.*, coalesce(began_by_silence, began_by_log, began_by_syn, port_word, 2) AS began
  FROM silences s
),
-- What is known of a connection by the strongest evidence that agrees; a word on answers does not stand against silence.
answers AS (
  SELECT
    b.*,
    CASE
      WHEN began = 2 THEN NULL
      WHEN accepted = 0 OR began_by_silence IS NOT NULL THEN 0
      ELSE coalesce(said, CASE began WHEN 0 THEN answer_to_local ELSE answer_to_remote END)
    END AS answer,
    CASE
      WHEN began = 2 THEN '6'
      WHEN began_by_log = began THEN '1'
      WHEN began_by_syn = began THEN '2'
      WHEN accepted = 0 AND began_by_silence IS NOT NULL THEN '3'
      WHEN began_by_silence IS NOT NULL THEN '4'
      ELSE '5'
    END AS began_place,
    CASE began WHEN 0 THEN mod(ports / 256, 65536) WHEN 1 THEN ports / 16777216 ELSE 0 END * 256 + mod(ports, 256) AS service_at,
    split_part(facts, chr(1), 10) AS by_name, split_part(facts, chr(1), 11) AS by_address,
    split_part(facts, chr(1), 12) AS address_evidence, split_part(facts, chr(1), 13) AS by_remote_port,
    split_part(facts, chr(1), 14) AS by_local_port,
    cast(substr(counts, length(counts) - 11) AS bigint) AS counted
  FROM beginnings b
),
-- The service is the responder's: a relay's by list first, as its server names are made up; a name is always its word; an
-- address or a port only where it may be the responder's.
services AS (
  SELECT
    a.*,
    CASE answer
      WHEN 1 THEN CASE began WHEN 0 THEN 'use' ELSE 'served' END
      WHEN 0 THEN CASE began WHEN 0 THEN 'attempt_out' ELSE 'attempt_in' END
      ELSE 'unclear'
    END AS role,
    CASE
      WHEN mod(ports, 256) IN (1, 58) THEN 'ICMP'
      WHEN began <> 1 AND address_evidence = 'relay' THEN by_address
      WHEN by_name <> '~' THEN by_name
      WHEN began <> 1 AND by_address <> '~' THEN by_address
      WHEN began = 0 THEN by_remote_port
      WHEN began = 1 THEN by_local_port
      ELSE '~'
    END AS service,
    CASE
      WHEN mod(ports, 256) IN (1, 58) THEN '5'
      WHEN began <> 1 AND address_evidence = 'relay' THEN '0'
      WHEN by_name <> '~' THEN '1'
      WHEN began <> 1 AND by_address <> '~' THEN CASE address_evidence WHEN 'prefix' THEN '2' ELSE '3' END
      WHEN began = 0 AND by_remote_port <> '~' THEN '4'
      WHEN began = 1 AND by_local_port <> '~' THEN '4'
      ELSE '6'
    END AS evidence_place
  FROM answers a
),
-- Connections of one contact may say different things. The least standing is heard: answered before not, then the strongest
-- evidence of who began and of the service, bytes, name.
connections AS (
  SELECT
    network, ends, ports, service_at, began, role,
    concat(CASE answer WHEN 1 THEN '1' WHEN 0 THEN '3' ELSE '2' END, began_place) AS place,
    substr(counts, 2, 19) AS minus_bytes,
    concat_ws(chr(1),
      concat(CASE answer WHEN 1 THEN '1' WHEN 0 THEN '3' ELSE '2' END, began_place),
      evidence_place, substr(counts, 2, 19), service, role, facts) AS heard,
    substr(counts, 21, length(counts) - 32) AS exporter, substr(denied_exporter, 20) AS denied_exporter,
    cast(counted / 16 AS integer) AS sampling,
    CASE WHEN mod(counted / 8, 2) = 1 THEN 0 END AS no_bytes_out, CASE WHEN mod(counted / 4, 2) = 1 THEN 0 END AS no_bytes_in,
    CASE WHEN mod(counted / 2, 2) = 1 THEN 0 END AS no_packets_out, CASE WHEN mod(counted, 2) = 1 THEN 0 END AS no_packets_in
  FROM services
),
-- Places of the quarter-hours of a record that touches so many.
spans AS (
  SELECT touched, part
  FROM UNNEST(sequence(1, 96)) AS s(touched)
  CROSS JOIN UNNEST(sequence(0, touched - 1)) AS t(part)
),
timed AS (
  SELECT
    network, ends, ports, exporter, denied, start_ms, end_ms, bytes_out, bytes_in, packets_out, packets_in,
    CASE WHEN substr(facts, 1, 1) = '0' THEN facts END AS named_facts,
    greatest(start_ms / 900000, 0) AS first_slot,
    least(end_ms / 900000, 95) - greatest(start_ms / 900000, 0) + 1 AS touched
  FROM records
),
-- Each record with the quarter-hours of the day that it touches, counted from 0; one without length is a millisecond long.
touched AS (
  SELECT
    r.network, r.ends, r.ports, r.exporter, r.denied, r.named_facts,
    r.bytes_out, r.bytes_in, r.packets_out, r.packets_in, r.first_slot + s.part AS slot,
    greatest(r.end_ms - r.start_ms, 1) AS long_ms,
    greatest((r.first_slot + s.part) * 900000 - r.start_ms, 0) AS from_ms,
    least((r.first_slot + s.part + 1) * 900000 - r.start_ms, greatest(r.end_ms - r.start_ms, 1)) AS to_ms
  FROM timed r
  JOIN spans s ON s.touched = r.touched
),
-- A counter's share of a slot is the difference of two floors of counter × time ÷ length, so shares add up again; the
-- quotient and the remainder are multiplied apart, so that nothing passes 63 bits.
spread AS (
  SELECT
    network, ends, ports, exporter, denied, named_facts, slot,
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
-- What each exporter saw of each connection in each slot. Everything said of the remote end comes from one record: from the
-- slot's where it names a service, else from the connection's.
seen AS (
  SELECT
    s.slot, s.network, s.ends, c.service_at, s.exporter, c.sampling,
    CASE
      WHEN s.named_facts IS NULL THEN c.heard
      WHEN mod(c.ports, 256) IN (1, 58) THEN concat_ws(chr(1), c.place, '5', c.minus_bytes, 'ICMP', c.role, s.named_facts)
      WHEN c.began <> 1 AND split_part(s.named_facts, chr(1), 12) = 'relay'
        THEN concat_ws(chr(1), c.place, '0', c.minus_bytes, split_part(s.named_facts, chr(1), 11), c.role, s.named_facts)
      ELSE concat_ws(chr(1), c.place, '1', c.minus_bytes, split_part(s.named_facts, chr(1), 10), c.role, s.named_facts)
    END AS heard,
    CASE WHEN s.denied = 0 AND s.exporter = c.exporter THEN s.bytes_out ELSE c.no_bytes_out END AS bytes_out,
    CASE WHEN s.denied = 0 AND s.exporter = c.exporter THEN s.bytes_in ELSE c.no_bytes_in END AS bytes_in,
    CASE WHEN s.denied = 0 AND s.exporter = c.exporter THEN s.packets_out ELSE c.no_packets_out END AS packets_out,
    CASE WHEN s.denied = 0 AND s.exporter = c.exporter THEN s.packets_in ELSE c.no_packets_in END AS packets_in,
    CASE
      WHEN s.denied = 1 AND s.exporter = c.denied_exporter THEN coalesce(s.bytes_out, 0) + coalesce(s.bytes_in, 0) ELSE 0
    END AS bytes_denied
  FROM spread s
  JOIN connections c ON c.network = s.network AND c.ends = s.ends AND c.ports = s.ports
),
sightings AS (
  SELECT
    slot, network, ends, service_at, exporter, min(heard) AS heard,
    max(sampling) AS most_sampling, min(sampling) AS least_sampling, count(*) AS records,
    sum(bytes_out) AS bytes_out, sum(bytes_in) AS bytes_in, sum(packets_out) AS packets_out, sum(packets_in) AS packets_in,
    sum(bytes_denied) AS bytes_denied
  FROM seen
  GROUP BY slot, network, ends, service_at, exporter
),
merged AS (
  SELECT
    slot, network, ends, service_at, min(heard) AS heard,
    CASE WHEN max(most_sampling) > 1 THEN max(most_sampling) ELSE min(least_sampling) END AS sampling,
    cast(sum(bytes_out) AS bigint) AS bytes_out, cast(sum(bytes_in) AS bigint) AS bytes_in,
    cast(sum(packets_out) AS bigint) AS packets_out, cast(sum(packets_in) AS bigint) AS packets_in,
    cast(sum(bytes_denied) AS bigint) AS bytes_denied, cast(sum(records) AS bigint) AS records,
    cast(count(*) AS integer) AS exporters
  FROM sightings
  GROUP BY slot, network, ends, service_at
),
catalogue AS (
  SELECT reference_version, service, category, exclusion, wide_use, family
  FROM inputs_services
  WHERE dt = ? AND run = ?
),
told AS (
  SELECT
    m.*, n.time_zone, n.access_path, n.midnight + m.slot * INTERVAL '15' MINUTE AS begin,
    split_part(ends, chr(1), 1) AS local_ip, split_part(ends, chr(1), 2) AS local_prefix, split_part(ends, chr(1), 3) AS remote_ip,
    substr(heard, 2, 1) AS began_place, split_part(heard, chr(1), 2) AS evidence_place, split_part(heard, chr(1), 4) AS service,
    split_part(heard, chr(1), 5) AS role, split_part(heard, chr(1), 7) AS reference_version,
    split_part(heard, chr(1), 8) AS country, cast(split_part(heard, chr(1), 9) AS bigint) AS asn,
    split_part(heard, chr(1), 10) AS kind, split_part(heard, chr(1), 11) AS kind_by,
    split_part(heard, chr(1), 12) AS institution, split_part(heard, chr(1), 13) AS institution_country,
    split_part(heard, chr(1), 14) AS excluded_as
  FROM merged m
  JOIN networks n ON n.network = m.network
)
SELECT
  m.begin AS slot, m.network, m.time_zone, m.access_path, m.local_ip, m.local_prefix, m.remote_ip,
  mod(m.service_at, 256) AS protocol, m.service_at / 256 AS service_port, m.role,
  CASE m.began_place
    WHEN '1' THEN 'log' WHEN '2' THEN 'syn' WHEN '3' THEN 'denied' WHEN '4' THEN 'packets' WHEN '5' THEN 'port' ELSE 'none'
  END AS began_by, m.country, nullif(m.asn, 4294967296) AS asn, m.kind, m.kind_by, nullif(m.institution, '~') AS institution,
  nullif(m.institution_country, '~') AS institution_country, nullif(m.service, '~') AS service,
  nullif(CASE WHEN s.family <> '' THEN s.family ELSE m.service END, '~') AS family,
  CASE
    WHEN m.evidence_place = '5' OR s.exclusion = 'infrastructure' THEN 'infrastructure'
    WHEN s.category IS NOT NULL THEN s.category
    WHEN m.excluded_as = 'cdn' AND m.role NOT IN ('served', 'attempt_in') THEN 'cdn'
    ELSE 'unknown'
  END AS category,
  CASE m.evidence_place
    WHEN '0' THEN 'relay' WHEN '1' THEN 'name' WHEN '2' THEN 'prefix' WHEN '3' THEN 'asn' WHEN '4' THEN 'port' WHEN '5' THEN 'protocol'
    ELSE 'none'
  END AS evidence,
  CASE
    WHEN m.excluded_as <> '' THEN m.excluded_as
    WHEN s.exclusion = 'peer_to_peer' THEN 'peer_to_peer'
    WHEN m.evidence_place = '5' OR s.exclusion = 'infrastructure' THEN 'infrastructure'
    WHEN s.wide_use = '*' OR strpos(concat(' ', s.wide_use, ' '), concat(' ', m.country, ' ')) > 0 THEN 'wide_use'
    -- A port alone says a protocol, which everybody uses: only at a named institution is that a tie.
    WHEN m.evidence_place = '4' AND m.institution = '~' THEN 'wide_use'
    ELSE ''
  END AS excluded_as,
  m.sampling, m.bytes_out, m.bytes_in, m.packets_out, m.packets_in, m.bytes_denied, m.records, m.exporters, m.reference_version
FROM told m
LEFT JOIN catalogue s ON s.reference_version = m.reference_version AND s.service = m.service
