-- Contacts with VPN and proxy ports with traffic both ways, and DNS volume per resolver.
SELECT service, category, service_port, protocol, remote_ip, country, count(*) AS contacts, cast(sum(bytes_out) AS bigint) AS bytes_out, cast(sum(bytes_in) AS bigint) AS bytes_in
FROM contacts
WHERE dt BETWEEN '2017-04-01' AND '2017-07-06' AND role = 'use' AND (category = 'VPN' OR service_port = 53) AND packets_out > 0 AND packets_in > 0
GROUP BY service, category, service_port, protocol, remote_ip, country
ORDER BY service, category, service_port, protocol, remote_ip, country
