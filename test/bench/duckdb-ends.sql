-- Stands in both statements where they name their ends: what the addresses of `lines` say, once for each distinct one, and which end is the watched one.
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
    CASE WHEN n.number <= m.last THEN m.service END AS prefix_service
  FROM registered n ASOF LEFT JOIN mark m ON n.number >= m.first
),
listed AS (
  SELECT n.*, CASE WHEN NOT n.special AND n.number <= p.last THEN p.kind END AS listed_kind,
    CASE WHEN listed_kind IN ('cdn', 'anycast') THEN 'cdn' WHEN listed_kind = 'cloud' THEN 'cloud' ELSE '' END AS listed_as
  FROM marked n ASOF LEFT JOIN published p ON n.number >= p.first
),
announced AS (
  SELECT n.*, n.number <= a.last AND NOT n.special AS routed, CASE WHEN routed THEN a.asn END AS asn, CASE WHEN routed THEN a.as_name END AS as_name,
    CASE WHEN listed_kind IS NOT NULL THEN listed_kind WHEN routed THEN a.kind ELSE 'unknown' END::kind_name AS kind,
    CASE WHEN listed_kind IS NOT NULL THEN 'list' WHEN routed THEN a.kind_by ELSE 'none' END::kind_evidence AS kind_by,
    CASE WHEN listed_kind IS NOT NULL THEN listed_as WHEN routed THEN a.excluded_as ELSE '' END::exclusion AS excluded_as,
    CASE WHEN routed THEN a.service END AS as_service
  FROM listed n ASOF LEFT JOIN asn a ON n.number >= a.first
),
sourced AS (
  SELECT *, CASE WHEN special THEN 'special' WHEN listed_kind = 'anycast' THEN 'anycast' WHEN excluded_as = 'cdn' THEN 'cdn'
    WHEN country IS NULL THEN 'none' ELSE 'registry' END::country_source AS country_source
  FROM announced
),
ends AS MATERIALIZED (
  SELECT text, network, special, country_source, asn, as_name, kind, kind_by,
    CASE WHEN country_source = 'registry' THEN country ELSE 'ZZ' END::country_code AS country,
    CASE WHEN kind IN ('education', 'government', 'news', 'research') THEN coalesce(prefix_service::VARCHAR, as_name) END AS institution,
    coalesce(prefix_service, as_service) AS service,
    CASE WHEN prefix_service IS NOT NULL THEN 'prefix' WHEN as_service IS NOT NULL THEN 'asn' END::evidence AS address_evidence,
    excluded_as
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
)
