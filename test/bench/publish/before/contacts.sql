-- Question: Which contacts did a day have: who with whom, on which service, in which quarter-hour, in which role?
-- Params: flows_runs.dt, flows_runs.run, inputs_uploads.dt, inputs_uploads.run, flows_runs.dt, flows_runs.run,
--   inputs_services.dt, inputs_services.run
-- Columns: slot, network, time_zone, access_path, local_ip, local_prefix, remote_ip, protocol, service_port, role, began_by, country, asn,
--   kind, kind_by, institution, institution_country, service, family, category, evidence, excluded_as, sampling, bytes_out,
--   bytes_in, packets_out,
--   packets_in, bytes_denied, records, exporters, reference_version
WITH records AS (
  SELECT
    f.network, f.local_ip, coalesce(f.local_port, 0) AS local_port, f.remote_ip, coalesce(f.remote_port, 0) AS remote_port, f.protocol,
    f.exporter, u.directions, f.local_prefix,
    greatest(date_trunc('hour', f.start_time) + (minute(f.start_time) / 15) * INTERVAL '15' MINUTE,
      cast(f.dt AS timestamp)) AS first_slot,
    least(date_trunc('hour', f.end_time) + (minute(f.end_time) / 15) * INTERVAL '15' MINUTE,
      cast(f.dt AS timestamp) + INTERVAL '23' HOUR + INTERVAL '45' MINUTE) AS last_slot,
    date_diff('millisecond', timestamp '1970-01-01 00:00:00', f.start_time) AS start_ms,
    date_diff('millisecond', timestamp '1970-01-01 00:00:00', f.end_time) AS end_ms,
    f.bytes_out, f.bytes_in,
    -- Where each record shows one direction, nothing of the other is in it: 0 beside a counter that is missing.
    CASE WHEN u.directions = 1 THEN f.packets_out + 0 * f.packets_in ELSE f.packets_out END AS packets_out,
    CASE WHEN u.directions = 1 THEN f.packets_in + 0 * f.packets_out ELSE f.packets_in END AS packets_in,
    coalesce(f.packets_out, CASE WHEN f.packets_in = 0 THEN 1 ELSE 0 END) AS seen_out,
    coalesce(f.packets_in, CASE WHEN f.packets_out = 0 THEN 1 ELSE 0 END) AS seen_in,
    f.bytes_layer, f.sampling,
    CASE WHEN f.action = 'deny' THEN 1 ELSE 0 END AS denied,
    f.began, f.began_by, f.answered,
    -- What is said of the remote end, names before addresses; '~' comes after every name, 2^32 after every AS.
    cast(ROW(
      CASE WHEN f.service_by_name IS NOT NULL THEN 0 WHEN f.kind_by = 'domain' THEN 1 ELSE 2 END,
      u.reference_version, f.remote_country, coalesce(f.remote_asn, 4294967296), f.remote_kind, f.kind_by,
      coalesce(f.remote_institution, '~'), coalesce(f.institution_country, '~'), f.remote_excluded_as,
      coalesce(f.service_by_name, '~'), coalesce(f.service_by_address, '~'), coalesce(f.address_evidence, '~'),
      coalesce(f.service_by_remote_port, '~'), coalesce(f.service_by_local_port, '~')
    ) AS ROW(
      place integer, reference_version varchar, country varchar, asn bigint, kind varchar, kind_by varchar,
      institution varchar, institution_country varchar, excluded_as varchar, by_name varchar, by_address varchar, address_evidence varchar,
      by_remote_port varchar, by_local_port varchar
    )) AS facts
  FROM flows_runs f
  JOIN inputs_uploads u ON u.upload_id = f.upload_id AND u.build = f.build
  WHERE f.dt = ? AND f.run = ? AND u.dt = ? AND u.run = ?
    AND f.scope = 'external' AND f.repeated = 0
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
    sum(seen_out) AS seen_out,
    sum(seen_in) AS seen_in,
    CASE WHEN min(denied) = 0 THEN sum(CASE WHEN denied = 0 THEN bytes_out END) ELSE sum(bytes_out) END AS bytes_out,
    CASE WHEN min(denied) = 0 THEN sum(CASE WHEN denied = 0 THEN bytes_in END) ELSE sum(bytes_in) END AS bytes_in,
    CASE WHEN min(denied) = 0 THEN sum(CASE WHEN denied = 0 THEN packets_out END) ELSE sum(packets_out) END AS packets_out,
    CASE WHEN min(denied) = 0 THEN sum(CASE WHEN denied = 0 THEN packets_in END) ELSE sum(packets_in) END AS packets_in,
    sum(CASE WHEN denied = 1 THEN coalesce(bytes_out, 0) + coalesce(bytes_in, 0) ELSE 0 END) AS bytes_denied,
    -- Bytes of a packet that carries nothing.
    max(CASE bytes_layer WHEN 'payload' THEN 0 WHEN 'ethernet' THEN 74 ELSE 60 END
      + CASE WHEN bytes_layer <> 'payload' AND strpos(local_ip, ':') > 0 THEN 20 ELSE 0 END) AS bare_packet_bytes,
    CASE WHEN max(sampling) > 1 THEN max(sampling) ELSE min(sampling) END AS sampling,
    min(CASE WHEN denied = 0 AND began_by = 'log' THEN start_ms * 2 + CASE WHEN began = 'remote' THEN 1 ELSE 0 END END) AS log_word,
    min(CASE WHEN denied = 0 AND began_by = 'syn' THEN start_ms * 2 + CASE WHEN began = 'remote' THEN 1 ELSE 0 END END) AS syn_word,
    min(CASE WHEN began_by = 'log' THEN start_ms * 2 + CASE WHEN began = 'remote' THEN 1 ELSE 0 END END) AS any_log_word,
    min(CASE WHEN began_by = 'syn' THEN start_ms * 2 + CASE WHEN began = 'remote' THEN 1 ELSE 0 END END) AS any_syn_word,
    max(CASE WHEN began_by = 'port' THEN began END) AS port_word,
    max(CASE WHEN denied = 0 AND answered = 'yes' THEN 1 WHEN denied = 0 AND answered = 'no' THEN 0 END) AS said,
    min(facts) AS facts
  FROM records
  GROUP BY network, local_ip, local_port, remote_ip, remote_port, protocol, exporter
),
-- Where an exporter showed only one direction of a network all day, silence of the other says nothing. Records of every scope
-- and kind show.
exporter_sides AS (
  SELECT
    network, exporter, min(time_zone) AS time_zone, min(access_path) AS access_path,
    max(coalesce(packets_out, CASE WHEN packets_in = 0 THEN 1 ELSE 0 END)) AS most_out,
    max(coalesce(packets_in, CASE WHEN packets_out = 0 THEN 1 ELSE 0 END)) AS most_in
  FROM flows_runs
  WHERE dt = ? AND run = ?
  GROUP BY network, exporter
),
networks AS (
  SELECT network, min(time_zone) AS time_zone, min(access_path) AS access_path
  FROM exporter_sides
  GROUP BY network
),
-- Whom the silence of an end tells something: every packet is counted, and both directions are shown.
tellers AS (
  SELECT
    w.*,
    CASE
      WHEN w.accepted = 1 AND w.sampling = 1 AND (w.directions = 2 OR (s.most_out > 0 AND s.most_in > 0))
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
      WHEN told_packets IS NULL OR (protocol = 6 AND bytes_out + bytes_in IS NULL) THEN NULL
      WHEN protocol <> 6 THEN CASE WHEN packets_in > 0 THEN 1 ELSE 0 END
      WHEN bytes_in > bare_packet_bytes * packets_in THEN 1
      WHEN packets_out >= 4 AND bytes_out > bare_packet_bytes * packets_out AND packets_in >= 3 THEN 1
      WHEN packets_out >= 5 AND packets_in >= 5 THEN 1
      ELSE 0
    END AS answer_to_local,
    CASE
      WHEN told_packets IS NULL OR (protocol = 6 AND bytes_out + bytes_in IS NULL) THEN NULL
      WHEN protocol <> 6 THEN CASE WHEN packets_out > 0 THEN 1 ELSE 0 END
      WHEN bytes_out > bare_packet_bytes * packets_out THEN 1
      WHEN packets_in >= 4 AND bytes_in > bare_packet_bytes * packets_in AND packets_out >= 3 THEN 1
      ELSE 0
    END AS answer_to_remote
  FROM tellers t
),
-- Counters of a 5-tuple come from one exporter, the one with most bytes; denied bytes likewise. Whether somebody answered,
-- one exporter that can tell is enough for.
five_tuples AS (
  SELECT
    network, local_ip, local_port, remote_ip, remote_port, protocol,
    min(cast(ROW(1 - accepted, -accepted * (coalesce(bytes_out, 0) + coalesce(bytes_in, 0)), exporter, sampling,
        CASE WHEN bytes_out IS NULL THEN 0 ELSE 1 END, CASE WHEN bytes_in IS NULL THEN 0 ELSE 1 END,
        CASE WHEN packets_out IS NULL THEN 0 ELSE 1 END, CASE WHEN packets_in IS NULL THEN 0 ELSE 1 END)
      AS ROW(denied integer, minus_bytes bigint, exporter varchar, sampling integer,
        bytes_out integer, bytes_in integer, packets_out integer, packets_in integer))) AS counts,
    min_by(exporter, CASE WHEN bytes_denied > 0 THEN ROW(-bytes_denied, exporter) END) AS denied_exporter,
    max(accepted) AS accepted, sum(seen_out) AS seen_out, sum(seen_in) AS seen_in,
    CASE WHEN max(accepted) = 1 THEN sum(nullif(accepted, 0) * packets_out) ELSE sum(packets_out) END AS packets_out,
    CASE WHEN max(accepted) = 1 THEN sum(nullif(accepted, 0) * packets_in) ELSE sum(packets_in) END AS packets_in,
    max(told_packets) AS told_packets, max(answer_to_local) AS answer_to_local, max(answer_to_remote) AS answer_to_remote,
    CASE WHEN max(accepted) = 1 THEN min(log_word) ELSE min(any_log_word) END AS log_word,
    CASE WHEN max(accepted) = 1 THEN min(syn_word) ELSE min(any_syn_word) END AS syn_word,
    max(port_word) AS port_word, max(said) AS said,
    min(facts) AS facts
  FROM exporter_answers
  GROUP BY network, local_ip, local_port, remote_ip, remote_port, protocol
),
-- An end without a packet did not begin, whatever is said; where no end has one, nobody did. Only denied records from one end:
-- that end began.
silences AS (
  SELECT
    f.*,
    CASE
      WHEN accepted = 0 AND seen_out > 0 AND seen_in = 0 THEN 'local'
      WHEN accepted = 0 AND seen_in > 0 AND seen_out = 0 THEN 'remote'
      WHEN packets_out = 0 AND packets_in = 0 THEN 'unknown'
      WHEN told_packets IS NOT NULL AND packets_in = 0 THEN 'local'
      WHEN told_packets IS NOT NULL AND packets_out = 0 THEN 'remote'
    END AS began_by_silence,
    CASE WHEN mod(log_word, 2) = 0 THEN 'local' WHEN log_word IS NOT NULL THEN 'remote' END AS began_by_log,
    CASE WHEN mod(syn_word, 2) = 0 THEN 'local' WHEN syn_word IS NOT NULL THEN 'remote' END AS began_by_syn
  FROM five_tuples f
),
beginnings AS (
  SELECT s.*, coalesce(began_by_silence, began_by_log, began_by_syn, port_word, 'unknown') AS began
  FROM silences s
),
answers AS (
  SELECT b.*, CASE began WHEN 'local' THEN answer_to_local ELSE answer_to_remote END AS answer
  FROM beginnings b
),
-- What is known of a connection by the strongest evidence that agrees; a word on answers does not stand against silence.
roles AS (
  SELECT
    a.*,
    CASE
      WHEN began = 'unknown' THEN 'unclear'
      WHEN accepted = 0 OR began_by_silence IS NOT NULL OR coalesce(said, answer) = 0
        THEN CASE began WHEN 'local' THEN 'attempt_out' ELSE 'attempt_in' END
      WHEN coalesce(said, answer) = 1 THEN CASE began WHEN 'local' THEN 'use' ELSE 'served' END
      ELSE 'unclear'
    END AS role,
    CASE
      WHEN began = 'unknown' THEN 'none'
      WHEN began_by_log = began THEN 'log'
      WHEN began_by_syn = began THEN 'syn'
      WHEN accepted = 0 AND began_by_silence IS NOT NULL THEN 'denied'
      WHEN began_by_silence IS NOT NULL THEN 'packets'
      ELSE 'port'
    END AS began_by,
    CASE began WHEN 'local' THEN remote_port WHEN 'remote' THEN local_port ELSE 0 END AS service_port
  FROM answers a
),
connections AS (
  SELECT
    network, local_ip, local_port, remote_ip, remote_port, protocol, service_port, began, role, began_by, denied_exporter,
    facts, counts.exporter AS exporter, counts.sampling AS sampling, counts.minus_bytes AS minus_bytes,
    CASE WHEN counts.bytes_out = 1 THEN 0 END AS no_bytes_out, CASE WHEN counts.bytes_in = 1 THEN 0 END AS no_bytes_in,
    CASE WHEN counts.packets_out = 1 THEN 0 END AS no_packets_out, CASE WHEN counts.packets_in = 1 THEN 0 END AS no_packets_in,
    CASE role WHEN 'use' THEN 10 WHEN 'served' THEN 10 WHEN 'unclear' THEN 20 ELSE 30 END
      + CASE began_by WHEN 'log' THEN 1 WHEN 'syn' THEN 2 WHEN 'denied' THEN 3 WHEN 'packets' THEN 4 WHEN 'port' THEN 5 ELSE 6 END AS place
  FROM roles
),
-- Each record with the quarter-hours of the day that it touches; one without length is a millisecond long.
touched AS (
  SELECT
    r.network, r.local_ip, r.local_port, r.remote_ip, r.remote_port, r.protocol, r.exporter, r.denied, r.facts, r.local_prefix,
    r.bytes_out, r.bytes_in, r.packets_out, r.packets_in, t.slot,
    greatest(r.end_ms - r.start_ms, 1) AS long_ms,
    greatest(date_diff('millisecond', timestamp '1970-01-01 00:00:00', t.slot) - r.start_ms, 0) AS from_ms,
    least(date_diff('millisecond', timestamp '1970-01-01 00:00:00', t.slot) + 900000 - r.start_ms,
      greatest(r.end_ms - r.start_ms, 1)) AS to_ms
  FROM records r
  CROSS JOIN UNNEST(sequence(r.first_slot, r.last_slot, INTERVAL '15' MINUTE)) AS t(slot)
),
-- A counter's share of a slot is the difference of two floors of counter × time ÷ length, so shares add up again; the
-- quotient and the remainder are multiplied apart, so that nothing passes 63 bits.
spread AS (
  SELECT
    network, local_ip, local_port, remote_ip, remote_port, protocol, exporter, denied, facts, local_prefix, slot,
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
    s.slot, s.exporter, c.network, c.local_ip, s.local_prefix, c.remote_ip, c.protocol, c.service_port,
    c.began, c.role, c.began_by, c.place, c.minus_bytes, c.sampling,
    CASE WHEN s.facts.place = 0 THEN s.facts ELSE c.facts END AS facts,
    CASE WHEN s.denied = 0 AND s.exporter = c.exporter THEN s.bytes_out ELSE c.no_bytes_out END AS bytes_out,
    CASE WHEN s.denied = 0 AND s.exporter = c.exporter THEN s.bytes_in ELSE c.no_bytes_in END AS bytes_in,
    CASE WHEN s.denied = 0 AND s.exporter = c.exporter THEN s.packets_out ELSE c.no_packets_out END AS packets_out,
    CASE WHEN s.denied = 0 AND s.exporter = c.exporter THEN s.packets_in ELSE c.no_packets_in END AS packets_in,
    CASE
      WHEN s.denied = 1 AND s.exporter = c.denied_exporter THEN coalesce(s.bytes_out, 0) + coalesce(s.bytes_in, 0) ELSE 0
    END AS bytes_denied
  FROM spread s
  JOIN connections c
    ON c.network = s.network AND c.local_ip = s.local_ip AND c.local_port = s.local_port AND c.remote_ip = s.remote_ip
    AND c.remote_port = s.remote_port AND c.protocol = s.protocol
),
-- The service is the responder's: a relay's by list first, as its server names are made up; a name is always its word; an
-- address or a port only where it may be the responder's.
services AS (
  SELECT
    s.*,
    CASE
      WHEN protocol IN (1, 58) THEN 'ICMP'
      WHEN began <> 'remote' AND s.facts.address_evidence = 'relay' THEN s.facts.by_address
      WHEN s.facts.place = 0 THEN s.facts.by_name
      WHEN began <> 'remote' AND s.facts.by_address <> '~' THEN s.facts.by_address
      WHEN began = 'local' THEN s.facts.by_remote_port
      WHEN began = 'remote' THEN s.facts.by_local_port
      ELSE '~'
    END AS service,
    CASE
      WHEN protocol IN (1, 58) THEN 5
      WHEN began <> 'remote' AND s.facts.address_evidence = 'relay' THEN 0
      WHEN s.facts.place = 0 THEN 1
      WHEN began <> 'remote' AND s.facts.by_address <> '~' THEN CASE s.facts.address_evidence WHEN 'prefix' THEN 2 ELSE 3 END
      WHEN began = 'local' AND s.facts.by_remote_port <> '~' THEN 4
      WHEN began = 'remote' AND s.facts.by_local_port <> '~' THEN 4
      ELSE 6
    END AS evidence_place
  FROM seen s
),
-- Connections of one contact may say different things. The least standing is heard: answered before not, then the strongest
-- evidence of who began and of the service, bytes, name.
sightings AS (
  SELECT
    slot, network, local_ip, remote_ip, protocol, service_port, exporter,
    min(cast(ROW(
      place, evidence_place, minus_bytes, service, role, s.facts.reference_version, s.facts.country,
      s.facts.asn, s.facts.kind, s.facts.kind_by, s.facts.institution, s.facts.institution_country,
      s.facts.excluded_as
    ) AS ROW(
      place integer, evidence_place integer, minus_bytes bigint, service varchar, role varchar,
      reference_version varchar, country varchar, asn bigint, kind varchar, kind_by varchar, institution varchar,
      institution_country varchar, excluded_as varchar
    ))) AS heard,
    min(local_prefix) AS local_prefix,
    max(sampling) AS most_sampling, min(sampling) AS least_sampling, count(*) AS records,
    sum(bytes_out) AS bytes_out, sum(bytes_in) AS bytes_in, sum(packets_out) AS packets_out, sum(packets_in) AS packets_in,
    sum(bytes_denied) AS bytes_denied
  FROM services s
  GROUP BY slot, network, local_ip, remote_ip, protocol, service_port, exporter
),
merged AS (
  SELECT
    slot, network, local_ip, remote_ip, protocol, service_port, min(heard) AS heard,
    min(local_prefix) AS local_prefix,
    CASE WHEN max(most_sampling) > 1 THEN max(most_sampling) ELSE min(least_sampling) END AS sampling,
    cast(sum(bytes_out) AS bigint) AS bytes_out, cast(sum(bytes_in) AS bigint) AS bytes_in,
    cast(sum(packets_out) AS bigint) AS packets_out, cast(sum(packets_in) AS bigint) AS packets_in,
    cast(sum(bytes_denied) AS bigint) AS bytes_denied, cast(sum(records) AS bigint) AS records,
    cast(count(*) AS integer) AS exporters
  FROM sightings
  GROUP BY slot, network, local_ip, remote_ip, protocol, service_port
),
catalogue AS (
  SELECT reference_version, service, category, exclusion, wide_use, family
  FROM inputs_services
  WHERE dt = ? AND run = ?
)
SELECT
  m.slot, m.network, n.time_zone, n.access_path, m.local_ip, m.local_prefix, m.remote_ip, m.protocol, m.service_port,
  m.heard.role AS role, CASE mod(m.heard.place, 10)
    WHEN 1 THEN 'log' WHEN 2 THEN 'syn' WHEN 3 THEN 'denied' WHEN 4 THEN 'packets' WHEN 5 THEN 'port' ELSE 'none'
  END AS began_by, m.heard.country AS country, nullif(m.heard.asn, 4294967296) AS asn,
  m.heard.kind AS kind, m.heard.kind_by AS kind_by, nullif(m.heard.institution, '~') AS institution,
  nullif(m.heard.institution_country, '~') AS institution_country, nullif(m.heard.service, '~') AS service,
  nullif(CASE WHEN s.family <> '' THEN s.family ELSE m.heard.service END, '~') AS family,
  CASE
    WHEN m.heard.evidence_place = 5 OR s.exclusion = 'infrastructure' THEN 'infrastructure'
    WHEN s.category IS NOT NULL THEN s.category
    WHEN m.heard.excluded_as = 'cdn' AND m.heard.role NOT IN ('served', 'attempt_in') THEN 'cdn'
    ELSE 'unknown'
  END AS category,
  CASE m.heard.evidence_place
    WHEN 0 THEN 'relay' WHEN 1 THEN 'name' WHEN 2 THEN 'prefix' WHEN 3 THEN 'asn' WHEN 4 THEN 'port' WHEN 5 THEN 'protocol' ELSE 'none'
  END AS evidence,
  CASE
    WHEN m.heard.excluded_as <> '' THEN m.heard.excluded_as
    WHEN s.exclusion = 'peer_to_peer' THEN 'peer_to_peer'
    WHEN m.heard.evidence_place = 5 OR s.exclusion = 'infrastructure' THEN 'infrastructure'
    WHEN s.wide_use = '*' OR strpos(concat(' ', s.wide_use, ' '), concat(' ', m.heard.country, ' ')) > 0 THEN 'wide_use'
    -- A port alone says a protocol, which everybody uses: only at a named institution is that a tie.
    WHEN m.heard.evidence_place = 4 AND m.heard.institution = '~' THEN 'wide_use'
    ELSE ''
  END AS excluded_as,
  m.sampling, m.bytes_out, m.bytes_in, m.packets_out, m.packets_in, m.bytes_denied, m.records, m.exporters,
  m.heard.reference_version AS reference_version
FROM merged m
JOIN networks n ON n.network = m.network
LEFT JOIN catalogue s ON s.reference_version = m.heard.reference_version AND s.service = m.heard.service
ORDER BY m.slot, m.network, m.local_ip, m.remote_ip, m.protocol, m.service_port
