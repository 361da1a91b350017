-- VPC text to enriched Parquet with the columns of `landing`, as fast as we could make DuckDB do it on one thread.
-- What depends on an address alone is looked up once per distinct address, by ASOF joins, then joined back by a hash of its
-- text: six times as fast as ASOF joins of every row. Columns of few values are ENUMs, whose dictionaries the Parquet
-- writer takes as they are: a quarter of the time. zstd level 1 and data pages of version 2 are its fastest, and what
-- normalise writes. Tables, ENUM types and macros (address, network_of) are made before, and not timed.
COPY (
  WITH lines AS MATERIALIZED (
    SELECT row_number() OVER () + 1 AS record, *
    FROM read_csv($input, delim = ' ', header = true, nullstr = '-', auto_detect = false, columns = {
      'version': 'INTEGER', 'account-id': 'VARCHAR', 'interface-id': 'VARCHAR', 'srcaddr': 'VARCHAR', 'dstaddr': 'VARCHAR',
      'srcport': 'INTEGER', 'dstport': 'INTEGER', 'protocol': 'INTEGER', 'packets': 'BIGINT', 'bytes': 'BIGINT',
      'start': 'BIGINT', 'end': 'BIGINT', 'action': 'VARCHAR', 'log-status': 'VARCHAR', 'tcp-flags': 'INTEGER'})
  ),
  $ends,
  oriented AS (
    SELECT o.*, e.* EXCLUDE (text, network), rp.service AS remote_port_service, lp.service AS local_port_service,
      CASE
        WHEN (o."tcp-flags" & 18) = 2 THEN CASE WHEN o.outbound THEN 'local' ELSE 'remote' END
        WHEN (o."tcp-flags" & 18) = 18 THEN CASE WHEN o.outbound THEN 'remote' ELSE 'local' END
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
    make_timestamp_ms(start * 1000)::TIMESTAMP_MS AS start_time, make_timestamp_ms("end" * 1000)::TIMESTAMP_MS AS end_time,
    0 AS part, network AS network_prefix,
    CASE WHEN remote_network IS NOT NULL THEN 'internal' WHEN special THEN 'special' ELSE 'external' END
      ::ENUM ('internal', 'special', 'external') AS scope,
    remote_network AS remote_network_prefix, local_ip, local_ip AS local_prefix, local_port, remote_ip, remote_port, protocol,
    NULL::INTEGER AS icmp_type, NULL::INTEGER AS icmp_code,
    CASE WHEN outbound THEN bytes ELSE 0 END AS bytes_out, CASE WHEN outbound THEN 0 ELSE bytes END AS bytes_in,
    CASE WHEN outbound THEN packets ELSE 0 END AS packets_out, CASE WHEN outbound THEN 0 ELSE packets END AS packets_in,
    'ip'::ENUM ('ip') AS bytes_layer, 1 AS sampling,
    CASE WHEN outbound AND protocol = 6 THEN "tcp-flags" END AS tcp_flags_out,
    CASE WHEN NOT outbound AND protocol = 6 THEN "tcp-flags" END AS tcp_flags_in,
    NULL::VARCHAR AS state,
    CASE action WHEN 'ACCEPT' THEN 'accept' WHEN 'REJECT' THEN 'deny' ELSE 'unknown' END::ENUM ('accept', 'deny', 'unknown') AS action,
    began,
    CASE WHEN ("tcp-flags" & 2) = 2 THEN 'syn' WHEN began = 'unknown' THEN 'none' ELSE 'port' END::ENUM ('syn', 'none', 'port') AS began_by,
    'unknown'::ENUM ('unknown') AS answered,
    country AS remote_country, country_source, asn AS remote_asn, as_name AS remote_as_name, kind AS remote_kind, kind_by,
    institution AS remote_institution, CASE WHEN institution IS NOT NULL THEN country END AS institution_country,
    excluded_as AS remote_excluded_as,
    NULL::VARCHAR AS app, NULL::VARCHAR AS host, NULL::VARCHAR AS service_by_name,
    service AS service_by_address, address_evidence,
    remote_port_service AS service_by_remote_port, local_port_service AS service_by_local_port,
    "interface-id" || '@bench' AS exporter, 'bench'::ENUM ('bench') AS source, 'aws-vpc'::ENUM ('aws-vpc') AS format,
    'upload'::ENUM ('upload') AS upload_id, 'build'::ENUM ('build') AS build, record
  FROM oriented
) TO $output (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, PARQUET_VERSION V2, ROW_GROUP_SIZE 100000)
