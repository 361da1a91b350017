-- Zeek's conn log as TSV to the same columns, by the means of duckdb-vpc.sql and on the same tables. Doubles hold seconds
-- to the microsecond until 2242. A `^` stands first in a history of these logs, so that no letter needs turning.
COPY (
  WITH lines AS MATERIALIZED (
    SELECT row_number() OVER () + $header AS record, round(ts * 1e6)::BIGINT AS ts, coalesce(round(duration * 1e6)::BIGINT, 0) AS duration,
      "id.orig_h" AS srcaddr, "id.resp_h" AS dstaddr, "id.orig_p" AS srcport, "id.resp_p" AS dstport,
      CASE proto WHEN 'tcp' THEN 6 WHEN 'udp' THEN 17 END AS protocol, service AS app, conn_state, history,
      orig_bytes, resp_bytes, orig_pkts, orig_ip_bytes, resp_pkts, resp_ip_bytes
    FROM read_csv($input, delim = '\t', skip = $header, header = false, quote = '', escape = '', nullstr = '-', auto_detect = false, columns = {
      'ts': 'DOUBLE', 'uid': 'VARCHAR', 'id.orig_h': 'VARCHAR', 'id.orig_p': 'INTEGER', 'id.resp_h': 'VARCHAR',
      'id.resp_p': 'INTEGER', 'proto': 'VARCHAR', 'service': 'VARCHAR', 'duration': 'DOUBLE', 'orig_bytes': 'BIGINT',
      'resp_bytes': 'BIGINT', 'conn_state': 'VARCHAR', 'local_orig': 'VARCHAR', 'local_resp': 'VARCHAR',
      'missed_bytes': 'BIGINT', 'history': 'VARCHAR', 'orig_pkts': 'BIGINT', 'orig_ip_bytes': 'BIGINT',
      'resp_pkts': 'BIGINT', 'resp_ip_bytes': 'BIGINT', 'tunnel_parents': 'VARCHAR'})
  ),
  $ends,
  oriented AS (
    SELECT o.*, e.* EXCLUDE (text, network), rp.service AS remote_port_service, lp.service AS local_port_service,
      o.orig_pkts <> 0 AND (o.protocol = 17 OR coalesce(contains(o.history, 'S') OR contains(o.history, 'h'), false)) AS by_log,
      CASE
        WHEN by_log THEN CASE WHEN o.outbound THEN 'local' ELSE 'remote' END
        WHEN coalesce(rp.listed, false) > coalesce(lp.listed, false) THEN 'local'
        WHEN coalesce(rp.listed, false) < coalesce(lp.listed, false) THEN 'remote'
        WHEN o.local_port >= 32768 AND o.remote_port < 32768 THEN 'local'
        WHEN o.local_port < 32768 AND o.remote_port >= 32768 THEN 'remote'
        ELSE 'unknown' END::beginner AS began
    FROM placed o
    JOIN ends e ON o.remote_ip = e.text
    LEFT JOIN port lp ON o.protocol = lp.protocol AND o.local_port = lp.port
    LEFT JOIN port rp ON o.protocol = rp.protocol AND o.remote_port = rp.port
  )
  SELECT
    make_timestamp_ms(ts // 1000)::TIMESTAMP_MS AS start_time, make_timestamp_ms((ts + duration) // 1000)::TIMESTAMP_MS AS end_time,
    0 AS part, network AS network_prefix,
    CASE WHEN remote_network IS NOT NULL THEN 'internal' WHEN special THEN 'special' ELSE 'external' END
      ::ENUM ('internal', 'special', 'external') AS scope,
    remote_network AS remote_network_prefix, local_ip, local_ip AS local_prefix, local_port, remote_ip, remote_port, protocol,
    NULL::INTEGER AS icmp_type, NULL::INTEGER AS icmp_code,
    CASE WHEN outbound THEN orig_ip_bytes ELSE resp_ip_bytes END AS bytes_out,
    CASE WHEN outbound THEN resp_ip_bytes ELSE orig_ip_bytes END AS bytes_in,
    CASE WHEN outbound THEN orig_pkts ELSE resp_pkts END AS packets_out,
    CASE WHEN outbound THEN resp_pkts ELSE orig_pkts END AS packets_in,
    'ip'::ENUM ('ip') AS bytes_layer, 1 AS sampling, NULL::INTEGER AS tcp_flags_out, NULL::INTEGER AS tcp_flags_in,
    conn_state::ENUM ('S0', 'S1', 'SF', 'REJ', 'S2', 'S3', 'RSTO', 'RSTR', 'RSTOS0', 'RSTRH', 'SH', 'SHR', 'OTH') AS state,
    'unknown'::ENUM ('unknown') AS action, began,
    CASE WHEN by_log THEN 'log' WHEN began = 'unknown' THEN 'none' ELSE 'port' END::ENUM ('log', 'none', 'port') AS began_by,
    CASE
      WHEN protocol <> 6 THEN 'unknown'
      WHEN resp_bytes > 0 THEN 'yes'
      WHEN conn_state IN ('S1', 'SF', 'S2', 'S3', 'RSTO', 'RSTR')
        THEN CASE WHEN orig_bytes > 0 THEN 'yes' WHEN orig_bytes = 0 AND resp_bytes = 0 THEN 'no' ELSE 'unknown' END
      WHEN conn_state IN ('S0', 'REJ', 'RSTOS0') THEN 'no'
      WHEN conn_state = 'SH' AND contains(history, 'S') AND NOT contains(history, 'A') AND NOT contains(history, 'D') THEN 'no'
      ELSE 'unknown' END::ENUM ('yes', 'no', 'unknown') AS answered,
    country AS remote_country, country_source, asn AS remote_asn, as_name AS remote_as_name, kind AS remote_kind, kind_by,
    institution AS remote_institution, CASE WHEN institution IS NOT NULL THEN country END AS institution_country,
    excluded_as AS remote_excluded_as,
    split_part(app, ',', 1)::ENUM ('dns', 'ntp', 'http', 'smtp', 'ssh', 'ssl') AS app,
    NULL::VARCHAR AS host, NULL::VARCHAR AS service_by_name,
    service AS service_by_address, address_evidence,
    remote_port_service AS service_by_remote_port, local_port_service AS service_by_local_port,
    'bench'::ENUM ('bench') AS exporter, 'bench'::ENUM ('bench') AS source, 'zeek-conn'::ENUM ('zeek-conn') AS format,
    'upload'::ENUM ('upload') AS upload_id, 'build'::ENUM ('build') AS build, record
  FROM oriented
) TO $output (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, PARQUET_VERSION V2, ROW_GROUP_SIZE 100000)
