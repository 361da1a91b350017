-- VPC text to enriched Parquet with the columns of `flows`, as fast as we could make DuckDB do it on one thread.
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
  numbered AS (
    SELECT text, number, network_of(number)::network_name AS network
    FROM (SELECT text, address(text) AS number FROM (SELECT srcaddr AS text FROM lines UNION SELECT dstaddr FROM lines))
  ),
  registered AS (
    SELECT n.*, CASE WHEN n.number <= c.last THEN c.country END AS country
    FROM numbered n ASOF LEFT JOIN country c ON n.number >= c.first
  ),
  marked AS (
    SELECT n.*, coalesce(n.number <= m.last AND m.special, false) AS special,
      coalesce(n.number <= m.last AND m.anycast, false) AS anycast,
      CASE WHEN n.number <= m.last THEN m.service END AS prefix_service
    FROM registered n ASOF LEFT JOIN mark m ON n.number >= m.first
  ),
  announced AS (
    SELECT n.*, n.number <= a.last AND NOT n.special AS routed, CASE WHEN routed THEN a.asn END AS asn, CASE WHEN routed THEN a.as_name END AS as_name,
      CASE WHEN special THEN 'unknown' WHEN anycast THEN 'anycast' WHEN routed THEN a.kind ELSE 'unknown' END::kind_name AS kind,
      CASE WHEN anycast THEN 'cdn' WHEN routed THEN a.excluded_as ELSE '' END::exclusion AS excluded_as,
      CASE WHEN routed THEN a.service END AS as_service
    FROM marked n ASOF LEFT JOIN asn a ON n.number >= a.first
  ),
  sourced AS (
    SELECT *, CASE WHEN special THEN 'special' WHEN anycast THEN 'anycast' WHEN excluded_as = 'cdn' THEN 'cdn'
      WHEN country IS NULL THEN 'none' ELSE 'registry' END::country_source AS country_source
    FROM announced
  ),
  ends AS MATERIALIZED (
    SELECT text, network, special, country_source, asn, as_name, kind,
      CASE WHEN country_source = 'registry' THEN country ELSE 'ZZ' END::country_code AS country,
      CASE WHEN kind IN ('education', 'government', 'news', 'research') THEN coalesce(prefix_service::VARCHAR, as_name) END AS institution,
      coalesce(prefix_service, as_service) AS service,
      CASE WHEN prefix_service IS NOT NULL THEN 'prefix' WHEN as_service IS NOT NULL THEN 'asn' END::evidence AS address_evidence,
      CASE WHEN country_source = 'registry' AND country = 'KP' THEN 'home' WHEN asn IN (131279, 4837) THEN 'access_provider'
        ELSE excluded_as END::exclusion AS excluded_as
    FROM sourced
  ),
  placed AS (
    SELECT l.*, s.network IS NOT NULL AS outbound, coalesce(s.network, d.network) AS network,
      CASE WHEN s.network IS NOT NULL THEN d.network END AS remote_network,
      CASE WHEN s.network IS NOT NULL THEN srcaddr ELSE dstaddr END AS local_ip,
      CASE WHEN s.network IS NOT NULL THEN dstaddr ELSE srcaddr END AS remote_ip,
      CASE WHEN s.network IS NOT NULL THEN srcport ELSE dstport END AS local_port,
      CASE WHEN s.network IS NOT NULL THEN dstport ELSE srcport END AS remote_port
    FROM lines l
    JOIN ends s ON s.text = l.srcaddr
    JOIN ends d ON d.text = l.dstaddr
    WHERE s.network IS NOT NULL OR d.network IS NOT NULL
  ),
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
    0 AS part, network, ''::ENUM ('') AS access_path, 'Asia/Pyongyang'::ENUM ('Asia/Pyongyang') AS time_zone,
    CASE WHEN remote_network IS NOT NULL THEN 'internal' WHEN special THEN 'special' ELSE 'external' END
      ::ENUM ('internal', 'special', 'external') AS scope,
    remote_network, local_ip, local_ip AS local_prefix, local_port, remote_ip, remote_port, protocol,
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
    country AS remote_country, country_source, asn AS remote_asn, as_name AS remote_as_name, kind AS remote_kind,
    institution AS remote_institution, excluded_as AS remote_excluded_as,
    NULL::VARCHAR AS app, NULL::VARCHAR AS host, NULL::VARCHAR AS service_by_name,
    service AS service_by_address, address_evidence,
    remote_port_service AS service_by_remote_port, local_port_service AS service_by_local_port,
    "interface-id" || '@bench' AS exporter, 'bench'::ENUM ('bench') AS source, 'aws-vpc'::ENUM ('aws-vpc') AS format,
    'upload'::ENUM ('upload') AS upload_id, 'build'::ENUM ('build') AS build, record
  FROM oriented
) TO $output (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, PARQUET_VERSION V2, ROW_GROUP_SIZE 100000)
