-- Question: Which contacts did a day have: who with whom, on which service, in which quarter-hour, in which role?
-- Params: flows_runs.dt, flows_runs.run, flows_runs.dt, flows_runs.run, inputs_uploads.dt, inputs_uploads.run,
--   inputs_services.dt, inputs_services.run
-- Columns: slot, network, time_zone, access_path, local_ip, local_prefix, remote_ip, protocol, service_port, role, began_by, country, asn,
--   kind, kind_by, institution, institution_country, service, family, category, evidence, excluded_as, sampling, bytes_out,
--   bytes_in, packets_out,
--   packets_in, bytes_denied, records, exporters, reference_version
-- Where an exporter showed only one direction of a network all day, silence of the other says nothing. Records of every scope
-- and kind show.
WITH sides AS (
  SELECT
    network, exporter, min(time_zone) AS time_zone, min(access_path) AS access_path,
    max(coalesce(packets_out, CASE WHEN packets_in = 0 THEN 1 ELSE 0 END)) AS most_out,
    max(coalesce(packets_in, CASE WHEN packets_out = 0 THEN 1 ELSE 0 END)) AS most_in
  FROM flows_runs
  WHERE dt = ? AND run = ?
    AND network <> '' -- spares work: every record has one; what is filtered is taken for few rows, so that records are looked up in it
  GROUP BY network, exporter
  HAVING count(*) > 0 -- spares work: as above
),
-- Numbered in the order of names.
exporter_sides AS (
  SELECT
    network, exporter,
    row_number() OVER (ORDER BY network, exporter) AS side,
    cast(dense_rank() OVER (ORDER BY network) AS bigint) * 1099511627776 AS network_at,
    concat_ws(chr(1), network, min(time_zone) OVER (PARTITION BY network), min(access_path) OVER (PARTITION BY network)) AS place,
    CASE WHEN most_out > 0 AND most_in > 0 THEN 131072 ELSE 0 END AS shows_both
  FROM sides
),
-- Each record has its exporter, and below its connection: LEFT JOIN says so to engines, which else expect to lose most records, and
-- would look services up the wrong way round.
records AS (
  SELECT
    -- The ends as one text; network, ports and protocol as one number: keys less to hash, to compare and to carry. No address has
    -- chr(1), which comes before every character of names.
    concat_ws(chr(1), f.local_ip, f.remote_ip, nullif(f.local_prefix, f.local_ip)) AS ends,
    s.network_at + cast(coalesce(f.local_port, 0) AS bigint) * 16777216 + coalesce(f.remote_port, 0) * 256 + f.protocol AS ports,
    s.side, date_diff('day', timestamp '1970-01-01 00:00:00', cast(f.dt AS timestamp)) * 96 AS midnight_slot,
    date_diff('millisecond', cast(f.dt AS timestamp), f.start_time) AS start_ms,
    date_diff('millisecond', cast(f.dt AS timestamp), f.end_time) AS end_ms,
    f.bytes_out, f.bytes_in,
    -- Where each record shows one direction, nothing of the other is in it: 0 beside a counter that is missing.
    CASE WHEN u.directions = 1 THEN f.packets_out + 0 * f.packets_in ELSE f.packets_out END AS packets_out,
    CASE WHEN u.directions = 1 THEN f.packets_in + 0 * f.packets_out ELSE f.packets_in END AS packets_in,
    -- The most of these is said of several: sampled before unknown, which is 1, before every packet, which is 0.
    CASE f.sampling WHEN 0 THEN 1 WHEN 1 THEN 0 ELSE f.sampling END AS sampling,
    CASE f.began_by WHEN 'log' THEN 1 WHEN 'syn' THEN 2 ELSE 0 END AS began_by,
    -- Words on who began are ordered by start, those of denied records after all others: even is local, odd is remote.
    CASE WHEN f.action = 'deny' THEN 1099511627776 ELSE 0 END
      + (date_diff('millisecond', cast(f.dt AS timestamp), f.start_time) + 4294967296) * 2
      + CASE f.began WHEN 'remote' THEN 1 ELSE 0 END AS word,
    -- What a record shows, as bits, which are put together of several: 1 accepted; 2 the local end sent, 4 the remote one; 8 a
    -- direction a record; 16 bytes of IP, 32 of Ethernet; by its port 64 the local end began, 128 the remote one, 256 nobody knows;
    -- 512 answered, 1024 not; denied with a count of 2048 bytes out, 4096 in; 131072 its exporter shows both directions.
    s.shows_both
      + CASE WHEN coalesce(f.packets_out, CASE WHEN f.packets_in = 0 THEN 1 ELSE 0 END) > 0 THEN 2 ELSE 0 END
      + CASE WHEN coalesce(f.packets_in, CASE WHEN f.packets_out = 0 THEN 1 ELSE 0 END) > 0 THEN 4 ELSE 0 END
      + CASE WHEN u.directions = 1 THEN 8 ELSE 0 END
      + CASE f.bytes_layer WHEN 'payload' THEN 0 WHEN 'ethernet' THEN 32 ELSE 16 END
      + CASE f.began_by WHEN 'port' THEN CASE f.began WHEN 'local' THEN 64 WHEN 'remote' THEN 128 ELSE 256 END ELSE 0 END
      + CASE f.action
          WHEN 'deny' THEN CASE WHEN f.bytes_out IS NULL THEN 0 ELSE 2048 END + CASE WHEN f.bytes_in IS NULL THEN 0 ELSE 4096 END
          ELSE 1 + CASE f.answered WHEN 'yes' THEN 512 WHEN 'no' THEN 1024 ELSE 0 END
        END AS signs,
    -- What is said of the remote end, as one text, which is carried and compared at a fraction of what a row of fourteen costs: names
    -- before addresses; '~' comes after every name, 2^32 after every AS, of as many places each. Behind it its network.
    concat_ws(chr(1),
      CASE WHEN f.service_by_name IS NOT NULL THEN '0' WHEN f.kind_by = 'domain' THEN '1' ELSE '2' END,
      u.reference_version, f.remote_country, cast(10000000000 + coalesce(f.remote_asn, 4294967296) AS varchar), f.remote_kind,
      f.kind_by,
      coalesce(f.remote_institution, '~'), coalesce(f.institution_country, '~'), f.remote_excluded_as,
      coalesce(f.service_by_name, '~'), coalesce(f.service_by_address, '~'), coalesce(f.address_evidence, '~'),
      coalesce(f.service_by_remote_port, '~'), coalesce(f.service_by_local_port, '~'), s.place
    ) AS facts
  FROM flows_runs f
  LEFT JOIN exporter_sides s ON s.network = f.network AND s.exporter = f.exporter
  JOIN inputs_uploads u ON u.upload_id = f.upload_id AND u.build = f.build
  WHERE f.dt = ? AND f.run = ? AND u.dt = ? AND u.run = ?
    AND f.scope = 'external' AND f.repeated = 0
    -- ICMP errors make no contact; ICMP without a type stands in totals.
    AND (f.protocol NOT IN (1, 58)
      OR (f.protocol = 1 AND f.icmp_type NOT IN (3, 4, 5, 11, 12))
      OR (f.protocol = 58 AND f.icmp_type NOT IN (1, 2, 3, 4)))
),
-- What each exporter says of each 5-tuple. Denied records count, and have a say, only where nothing was accepted. More bits: denied
-- with a count of 8192 packets out, 16384 in; 32768 and 65536 where it is above 0.
exporter_words AS (
  SELECT
    ends, ports, side,
    bitwise_or_agg(signs + CASE mod(signs, 2)
      WHEN 0 THEN coalesce(8192 + 32768 * least(packets_out, 1), 0) + coalesce(16384 + 65536 * least(packets_in, 1), 0)
      ELSE 0
    END) AS signs,
    cast(sum(CASE WHEN mod(signs, 2) = 1 THEN bytes_out END) AS bigint) AS bytes_out,
    cast(sum(CASE WHEN mod(signs, 2) = 1 THEN bytes_in END) AS bigint) AS bytes_in,
    cast(sum(CASE WHEN mod(signs, 2) = 1 THEN packets_out END) AS bigint) AS packets_out,
    cast(sum(CASE WHEN mod(signs, 2) = 1 THEN packets_in END) AS bigint) AS packets_in,
    cast(sum(CASE WHEN mod(signs, 2) = 0 THEN coalesce(bytes_out, 0) + coalesce(bytes_in, 0) END) AS bigint) AS bytes_denied,
    max(sampling) AS sampling,
    min(CASE began_by WHEN 1 THEN word END) AS log_word,
    min(CASE began_by WHEN 2 THEN word END) AS syn_word,
    min(facts) AS facts
  FROM records
  GROUP BY ends, ports, side
),
-- Whom the silence of an end tells something: every packet is counted, and both directions are shown. Where none
-- was accepted there are no packets, NULL.
tellers AS (
  SELECT
    w.*, mod(signs, 2) AS accepted, mod(ports, 256) AS protocol,
    CASE
      WHEN sampling = 0 AND (bitwise_and(signs, 8) = 0 OR bitwise_and(signs, 131072) > 0) THEN packets_out + packets_in
    END AS told_packets,
    -- Bytes of a packet that carries nothing.
    CASE WHEN bitwise_and(signs, 32) > 0 THEN 74 WHEN bitwise_and(signs, 16) > 0 THEN 60 ELSE 0 END
      + CASE
          WHEN bitwise_and(signs, 48) > 0 AND strpos(ends, ':') > 0 AND strpos(ends, ':') < strpos(ends, chr(1)) THEN 20
          ELSE 0
        END AS bare_packet_bytes
  FROM exporter_words w
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
-- Counters of a 5-tuple come from one exporter, the one with most bytes; denied bytes likewise: the least text says so, of fixed
-- places, behind the bytes a number of 2^35 times the exporter, 16 times its sampling, and a bit for each counter that it has.
-- Whether somebody answered, one exporter that can tell is enough for. More bits: 262144 somebody can tell; 524288 the remote end
-- answered, 1048576 not; 2097152 the local end did, 4194304 not; accepted packets out none 8388608, some 16777216, in 33554432, 67108864.
five_tuples AS (
  SELECT
    ends, ports,
    min(concat(
      cast(1 - accepted AS varchar),
      lpad(cast(9223372036854775807 - coalesce(bytes_out, 0) - coalesce(bytes_in, 0) AS varchar), 19, '0'),
      cast(1000000000000000000 + side * 34359738368 + sampling * 16
        + CASE
            WHEN accepted = 1 THEN CASE WHEN bytes_out IS NULL THEN 0 ELSE 8 END + CASE WHEN bytes_in IS NULL THEN 0 ELSE 4 END
              + CASE WHEN packets_out IS NULL THEN 0 ELSE 2 END + CASE WHEN packets_in IS NULL THEN 0 ELSE 1 END
            ELSE CASE WHEN bitwise_and(signs, 2048) > 0 THEN 8 ELSE 0 END + CASE WHEN bitwise_and(signs, 4096) > 0 THEN 4 ELSE 0 END
              + CASE WHEN bitwise_and(signs, 8192) > 0 THEN 2 ELSE 0 END + CASE WHEN bitwise_and(signs, 16384) > 0 THEN 1 ELSE 0 END
          END AS varchar)))
      AS counts,
    min(CASE
      WHEN bytes_denied > 0
        THEN concat(lpad(cast(9223372036854775807 - bytes_denied AS varchar), 19, '0'), cast(1000000000 + side AS varchar))
    END) AS denied_side,
    bitwise_or_agg(signs
      + CASE WHEN told_packets IS NULL THEN 0 ELSE 262144 END
      + CASE answer_to_local WHEN 1 THEN 524288 WHEN 0 THEN 1048576 ELSE 0 END
      + CASE answer_to_remote WHEN 1 THEN 2097152 WHEN 0 THEN 4194304 ELSE 0 END
      + coalesce(8388608 + 8388608 * least(packets_out, 1), 0)
      + coalesce(33554432 + 33554432 * least(packets_in, 1), 0)) AS signs,
    min(log_word) AS log_word, min(syn_word) AS syn_word, min(facts) AS facts
  FROM exporter_answers
  GROUP BY ends, ports
),
-- An end without a packet did not begin, whatever is said; where no end has one, nobody did. Only denied records from one end:
-- that end began. 0 is the local end, 1 the remote one, 2 that nobody knows.
silences AS (
  SELECT
    f.*, mod(signs, 2) AS accepted,
    CASE
      WHEN bitwise_and(signs, 7) = 2 THEN 0
      WHEN bitwise_and(signs, 7) = 4 THEN 1
      WHEN bitwise_and(signs, 125829120) = 41943040 OR bitwise_and(signs, 122881) = 24576 THEN 2
      WHEN bitwise_and(signs, 100925440) = 33816576 THEN 0
      WHEN bitwise_and(signs, 25427968) = 8650752 THEN 1
    END AS began_by_silence,
    CASE WHEN mod(signs, 2) = 0 OR log_word < 1099511627776 THEN mod(log_word, 2) END AS began_by_log,
    CASE WHEN mod(signs, 2) = 0 OR syn_word < 1099511627776 THEN mod(syn_word, 2) END AS began_by_syn
  FROM five_tuples f
),
beginnings AS (
  SELECT
    s.*,
    coalesce(began_by_silence, began_by_log, began_by_syn,
      CASE bitwise_and(signs, 448) WHEN 64 THEN 0 WHEN 128 THEN 1 WHEN 192 THEN 1 ELSE 2 END) AS began
  FROM silences s
),
-- What is known of a connection by the strongest evidence that agrees; a word on answers does not stand against silence. 1
-- answered, 2 that nobody knows, 3 not.
answers AS (
  SELECT
    b.*,
    CASE
      WHEN began = 2 THEN '2'
      WHEN accepted = 0 OR began_by_silence IS NOT NULL THEN '3'
      WHEN bitwise_and(signs, 512) > 0 THEN '1'
      WHEN bitwise_and(signs, 1024) > 0 THEN '3'
      WHEN bitwise_and(signs, CASE began WHEN 0 THEN 524288 ELSE 2097152 END) > 0 THEN '1'
      WHEN bitwise_and(signs, CASE began WHEN 0 THEN 1048576 ELSE 4194304 END) > 0 THEN '3'
      ELSE '2'
    END AS answer,
    CASE
      WHEN began = 2 THEN '6'
      WHEN began_by_log = began THEN '1'
      WHEN began_by_syn = began THEN '2'
      WHEN accepted = 0 AND began_by_silence IS NOT NULL THEN '3'
      WHEN began_by_silence IS NOT NULL THEN '4'
      ELSE '5'
    END AS began_place,
    split_part(facts, chr(1), 10) AS by_name, split_part(facts, chr(1), 11) AS by_address,
    split_part(facts, chr(1), 12) AS address_evidence, split_part(facts, chr(1), 13) AS by_remote_port,
    split_part(facts, chr(1), 14) AS by_local_port
  FROM beginnings b
),
-- The service is the responder's: a relay's by list first, as its server names are made up; a name is always its word; an
-- address or a port only where it may be the responder's. Connections of one contact may say different things. The least standing
-- is heard: answered before not, then the strongest evidence of who began and of the service, bytes, name.
connections AS (
  SELECT
    ends, ports, began,
    -- Network, port and protocol of the service as one number, with a place for the quarter-hour.
    (ports / 1099511627776 * 16777216
      + CASE began WHEN 0 THEN mod(ports / 256, 65536) WHEN 1 THEN mod(ports / 16777216, 65536) ELSE 0 END * 256
      + mod(ports, 256)) * 4194304 AS service_at,
    concat_ws(chr(1),
      concat(
        answer, began_place,
        CASE
          WHEN mod(ports, 256) IN (1, 58) THEN '5'
          WHEN began <> 1 AND address_evidence = 'relay' THEN '0'
          WHEN by_name <> '~' THEN '1'
          WHEN began <> 1 AND by_address <> '~' THEN CASE address_evidence WHEN 'prefix' THEN '2' ELSE '3' END
          WHEN began = 0 AND by_remote_port <> '~' THEN '4'
          WHEN began = 1 AND by_local_port <> '~' THEN '4'
          ELSE '6'
        END,
        substr(counts, 2, 19)),
      CASE
        WHEN mod(ports, 256) IN (1, 58) THEN 'ICMP'
        WHEN began <> 1 AND address_evidence = 'relay' THEN by_address
        WHEN by_name <> '~' THEN by_name
        WHEN began <> 1 AND by_address <> '~' THEN by_address
        WHEN began = 0 THEN by_remote_port
        WHEN began = 1 THEN by_local_port
        ELSE '~'
      END,
      CASE answer
        WHEN '1' THEN CASE began WHEN 0 THEN 'use' ELSE 'served' END
        WHEN '3' THEN CASE began WHEN 0 THEN 'attempt_out' ELSE 'attempt_in' END
        ELSE 'unclear'
      END,
      facts) AS heard,
    cast(substr(counts, 21) AS bigint) - 1000000000000000000 AS counted, cast(substr(denied_side, 20) AS bigint) - 1000000000 AS denied_side
  FROM answers
),
-- Places of the quarter-hours of a record that touches so many.
spans AS (
  SELECT touched, part
  FROM UNNEST(sequence(1, 96)) AS s(touched)
  CROSS JOIN UNNEST(sequence(0, touched - 1)) AS t(part)
),
timed AS (
  SELECT
    ends, ports, side, mod(signs, 2) AS accepted, midnight_slot, start_ms, end_ms, bytes_out, bytes_in, packets_out, packets_in,
    CASE WHEN substr(facts, 1, 1) = '0' THEN facts END AS named_facts,
    greatest(start_ms / 900000, 0) AS first_slot,
    least(end_ms / 900000, 95) - greatest(start_ms / 900000, 0) + 1 AS touched
  FROM records
),
-- Each record with the quarter-hours of the day that it touches, counted from 1970; one without length is a millisecond long.
touched AS (
  SELECT
    r.ends, r.ports, r.side, r.accepted, r.named_facts,
    r.bytes_out, r.bytes_in, r.packets_out, r.packets_in, r.midnight_slot + r.first_slot + s.part AS slot,
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
    ends, ports, side, accepted, named_facts, slot,
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
    s.ends, c.service_at + s.slot AS contact, s.side,
    mod(c.counted / 16, 2147483648) AS sampling,
    CASE
      WHEN s.named_facts IS NULL THEN c.heard
      WHEN mod(c.ports, 256) IN (1, 58)
        THEN concat_ws(chr(1), concat(substr(c.heard, 1, 2), '5', substr(c.heard, 4, 19)), 'ICMP',
          split_part(c.heard, chr(1), 3), s.named_facts)
      WHEN c.began <> 1 AND split_part(s.named_facts, chr(1), 12) = 'relay'
        THEN concat_ws(chr(1), concat(substr(c.heard, 1, 2), '0', substr(c.heard, 4, 19)), split_part(s.named_facts, chr(1), 11),
          split_part(c.heard, chr(1), 3), s.named_facts)
      ELSE concat_ws(chr(1), concat(substr(c.heard, 1, 2), '1', substr(c.heard, 4, 19)), split_part(s.named_facts, chr(1), 10),
        split_part(c.heard, chr(1), 3), s.named_facts)
    END AS heard,
    CASE
      WHEN s.accepted = 1 AND s.side = c.counted / 34359738368 THEN s.bytes_out
      WHEN mod(c.counted / 8, 2) = 1 THEN 0
    END AS bytes_out,
    CASE
      WHEN s.accepted = 1 AND s.side = c.counted / 34359738368 THEN s.bytes_in
      WHEN mod(c.counted / 4, 2) = 1 THEN 0
    END AS bytes_in,
    CASE
      WHEN s.accepted = 1 AND s.side = c.counted / 34359738368 THEN s.packets_out
      WHEN mod(c.counted / 2, 2) = 1 THEN 0
    END AS packets_out,
    CASE
      WHEN s.accepted = 1 AND s.side = c.counted / 34359738368 THEN s.packets_in
      WHEN mod(c.counted, 2) = 1 THEN 0
    END AS packets_in,
    CASE
      WHEN s.accepted = 0 AND s.side = c.denied_side THEN coalesce(s.bytes_out, 0) + coalesce(s.bytes_in, 0) ELSE 0
    END AS bytes_denied
  FROM spread s
  LEFT JOIN connections c ON c.ends = s.ends AND c.ports = s.ports
),
sightings AS (
  SELECT
    ends, contact, side, min(heard) AS heard,
    max(sampling) AS sampling, count(*) AS records,
    sum(bytes_out) AS bytes_out, sum(bytes_in) AS bytes_in, sum(packets_out) AS packets_out, sum(packets_in) AS packets_in,
    sum(bytes_denied) AS bytes_denied
  FROM seen
  GROUP BY ends, contact, side
),
merged AS (
  SELECT
    ends, contact, min(heard) AS heard,
    max(sampling) AS sampling,
    cast(sum(bytes_out) AS bigint) AS bytes_out, cast(sum(bytes_in) AS bigint) AS bytes_in,
    cast(sum(packets_out) AS bigint) AS packets_out, cast(sum(packets_in) AS bigint) AS packets_in,
    cast(sum(bytes_denied) AS bigint) AS bytes_denied, cast(sum(records) AS bigint) AS records,
    cast(count(*) AS integer) AS exporters
  FROM sightings
  GROUP BY ends, contact
),
catalogue AS (
  SELECT reference_version, service, category, exclusion, wide_use, family
  FROM inputs_services
  WHERE dt = ? AND run = ?
),
told AS (
  SELECT
    m.*,
    split_part(ends, chr(1), 1) AS local_ip, split_part(ends, chr(1), 2) AS remote_ip, split_part(ends, chr(1), 3) AS other_prefix,
    substr(heard, 2, 1) AS began_place, substr(heard, 3, 1) AS evidence_place, split_part(heard, chr(1), 2) AS service,
    split_part(heard, chr(1), 3) AS role, split_part(heard, chr(1), 5) AS reference_version,
    split_part(heard, chr(1), 6) AS country, cast(split_part(heard, chr(1), 7) AS bigint) - 10000000000 AS asn,
    split_part(heard, chr(1), 8) AS kind, split_part(heard, chr(1), 9) AS kind_by,
    split_part(heard, chr(1), 10) AS institution, split_part(heard, chr(1), 11) AS institution_country,
    split_part(heard, chr(1), 12) AS excluded_as,
    split_part(heard, chr(1), 18) AS network, split_part(heard, chr(1), 19) AS time_zone, split_part(heard, chr(1), 20) AS access_path
  FROM merged m
)
SELECT
  timestamp '1970-01-01 00:00:00' + mod(m.contact, 4194304) * INTERVAL '15' MINUTE AS slot, m.network, m.time_zone, m.access_path,
  m.local_ip, coalesce(m.other_prefix, m.local_ip) AS local_prefix, m.remote_ip,
  mod(m.contact / 4194304, 256) AS protocol, mod(m.contact / 1073741824, 65536) AS service_port, m.role,
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
  CASE m.sampling WHEN 0 THEN 1 WHEN 1 THEN 0 ELSE m.sampling END AS sampling,
  m.bytes_out, m.bytes_in, m.packets_out, m.packets_in, m.bytes_denied, m.records, m.exporters, m.reference_version
FROM told m
LEFT JOIN catalogue s ON s.reference_version = m.reference_version AND s.service = m.service
