-- Scans by hour; sessions for beacons from flows; runs of slots for long contacts; contacts with listed institutions.
WITH scans AS (
  SELECT date_format(hour, '%Y-%m-%d %H:%i') AS moment, began, initiator, pairs, unanswered, most_ports_of_a_host, most_hosts_of_a_port, country
  FROM attempts
  WHERE dt BETWEEN '2017-04-01' AND '2017-07-06' AND (most_ports_of_a_host >= 10 OR most_hosts_of_a_port >= 50) AND unanswered * 5 >= pairs * 4
),
sessions AS (
  SELECT local_ip, remote_ip, remote_port, exporter, app, sampling, count(*) AS records,
    sum(bytes_out) AS bytes_out, min(start_time) AS first_start, max(end_time) AS last_end
  FROM flows
  WHERE dt BETWEEN '2017-04-01' AND '2017-07-06' AND part = 0 AND scope = 'external' AND action <> 'deny'
  GROUP BY local_ip, remote_ip, remote_port, exporter, app, sampling
),
outbound AS (
  SELECT dt, local_ip, sum(bytes_out) AS bytes_out, max(institution) AS institution, max(kind) AS kind
  FROM contacts
  WHERE dt BETWEEN '2017-04-01' AND '2017-07-06' AND role = 'use'
  GROUP BY dt, local_ip
)
SELECT s.moment, s.began, s.initiator, s.pairs, s.unanswered, s.most_ports_of_a_host, s.most_hosts_of_a_port, s.country,
  cast(x.records AS bigint) AS records, cast(o.bytes_out AS bigint) AS bytes_out, o.institution
FROM scans s
LEFT JOIN sessions x ON x.local_ip = s.initiator
LEFT JOIN outbound o ON o.local_ip = s.initiator
ORDER BY s.moment, s.initiator
