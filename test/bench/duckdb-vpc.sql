-- The same conversion in DuckDB: VPC text to enriched Parquet with the columns of `flows`, one thread, zstd.
-- Addresses are turned to numbers and looked up once per distinct one (faster here than an ASOF join of every row), then
-- joined back.
COPY (
  WITH lines AS (
    SELECT row_number() OVER () + 1 AS record, *
    FROM read_csv($input, delim = ' ', header = true, nullstr = '-', auto_detect = false, columns = {
      'version': 'INTEGER', 'account-id': 'VARCHAR', 'interface-id': 'VARCHAR', 'srcaddr': 'VARCHAR', 'dstaddr': 'VARCHAR',
      'srcport': 'INTEGER', 'dstport': 'INTEGER', 'protocol': 'INTEGER', 'packets': 'BIGINT', 'bytes': 'BIGINT',
      'start': 'BIGINT', 'end': 'BIGINT', 'action': 'VARCHAR', 'log-status': 'VARCHAR', 'tcp-flags': 'INTEGER'})
  ),
  numbered AS MATERIALIZED (
    SELECT text, address(text) AS number, network_of(address(text)) AS network
    FROM (SELECT srcaddr AS text FROM lines UNION SELECT dstaddr FROM lines)
  ),
  placed AS (
    SELECT l.*, s.network AS source_network, d.network AS destination_network
    FROM lines l
    JOIN numbered s ON s.text = l.srcaddr
    JOIN numbered d ON d.text = l.dstaddr
  ),
  oriented AS (
    SELECT *,
      source_network IS NOT NULL AS outbound,
      coalesce(source_network, destination_network) AS network,
      CASE WHEN source_network IS NOT NULL THEN srcaddr ELSE dstaddr END AS local_ip,
      CASE WHEN source_network IS NOT NULL THEN dstaddr ELSE srcaddr END AS remote_ip,
      CASE WHEN source_network IS NOT NULL THEN srcport ELSE dstport END AS local_port,
      CASE WHEN source_network IS NOT NULL THEN dstport ELSE srcport END AS remote_port
    FROM placed
    WHERE source_network IS NOT NULL OR destination_network IS NOT NULL
  ),
  remotes AS (SELECT text AS remote_ip, number FROM numbered WHERE network IS NULL),
  with_country AS (
    SELECT r.remote_ip, r.number, CASE WHEN r.number <= c.last THEN c.country END AS country
    FROM remotes r ASOF LEFT JOIN country c ON r.number >= c.first
  ),
  ends AS (
    SELECT r.remote_ip, r.country, CASE WHEN r.number <= a.last THEN a.asn END AS asn,
      CASE WHEN r.number <= a.last THEN a.as_name END AS as_name, CASE WHEN r.number <= a.last THEN a.kind END AS kind
    FROM with_country r ASOF LEFT JOIN asn a ON r.number >= a.first
  )
  SELECT
    make_timestamp_ms(o.start * 1000) AS start_time, make_timestamp_ms(o."end" * 1000) AS end_time, 0 AS part,
    o.network, 'path' AS access_path, 'Asia/Pyongyang' AS time_zone,
    CASE WHEN o.source_network IS NOT NULL AND o.destination_network IS NOT NULL THEN 'internal' ELSE 'external' END AS scope,
    CASE WHEN o.source_network IS NOT NULL THEN o.destination_network END AS remote_network,
    o.local_ip, o.local_ip AS local_prefix, o.local_port, o.remote_ip, o.remote_port, o.protocol,
    CAST(NULL AS INTEGER) AS icmp_type, CAST(NULL AS INTEGER) AS icmp_code,
    CASE WHEN o.outbound THEN o.bytes ELSE 0 END AS bytes_out, CASE WHEN o.outbound THEN 0 ELSE o.bytes END AS bytes_in,
    CASE WHEN o.outbound THEN o.packets ELSE 0 END AS packets_out, CASE WHEN o.outbound THEN 0 ELSE o.packets END AS packets_in,
    'ip' AS bytes_layer, 1 AS sampling,
    CASE WHEN o.outbound THEN o."tcp-flags" END AS tcp_flags_out, CASE WHEN o.outbound THEN NULL ELSE o."tcp-flags" END AS tcp_flags_in,
    CAST(NULL AS VARCHAR) AS state,
    CASE o.action WHEN 'ACCEPT' THEN 'accept' WHEN 'REJECT' THEN 'deny' ELSE 'unknown' END AS action,
    CASE
      WHEN (o."tcp-flags" & 18) = 2 THEN CASE WHEN o.outbound THEN 'local' ELSE 'remote' END
      WHEN (o."tcp-flags" & 18) = 18 THEN CASE WHEN o.outbound THEN 'remote' ELSE 'local' END
      WHEN lp.port IS NULL AND rp.port IS NOT NULL THEN 'local'
      WHEN lp.port IS NOT NULL AND rp.port IS NULL THEN 'remote'
      WHEN o.local_port >= 32768 AND o.remote_port < 32768 THEN 'local'
      WHEN o.local_port < 32768 AND o.remote_port >= 32768 THEN 'remote'
      ELSE 'unknown' END AS began,
    CASE WHEN (o."tcp-flags" & 2) = 2 THEN 'syn' ELSE 'port' END AS began_by,
    'unknown' AS answered,
    coalesce(e.country, 'ZZ') AS remote_country, CASE WHEN e.country IS NULL THEN 'none' ELSE 'registry' END AS country_source,
    e.asn AS remote_asn, e.as_name AS remote_as_name, coalesce(e.kind, 'unknown') AS remote_kind,
    CASE WHEN e.kind IN ('education', 'government', 'news', 'research') THEN e.as_name END AS remote_institution,
    CASE WHEN e.country = 'KP' THEN 'home' WHEN e.asn IN (131279, 4837) THEN 'access_provider'
      WHEN e.kind IN ('cdn', 'cloud') THEN e.kind ELSE '' END AS remote_excluded_as,
    CAST(NULL AS VARCHAR) AS app, CAST(NULL AS VARCHAR) AS host, CAST(NULL AS VARCHAR) AS service_by_name,
    s.service AS service_by_address, CASE WHEN s.service IS NOT NULL THEN 'asn' END AS address_evidence,
    rps.service AS service_by_remote_port, lps.service AS service_by_local_port,
    o."interface-id" AS exporter, 'bench' AS source, 'aws-vpc' AS format,
    'upload' AS upload_id, 'build' AS build, o.record
  FROM oriented o
  LEFT JOIN ends e ON o.remote_ip = e.remote_ip
  LEFT JOIN service_asn s ON e.asn = s.asn
  LEFT JOIN listed_port lp ON o.protocol = lp.protocol AND o.local_port = lp.port
  LEFT JOIN listed_port rp ON o.protocol = rp.protocol AND o.remote_port = rp.port
  LEFT JOIN service_port rps ON o.protocol = rps.protocol AND o.remote_port = rps.port
  LEFT JOIN service_port lps ON o.protocol = lps.protocol AND o.local_port = lps.port
) TO $output (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000)
