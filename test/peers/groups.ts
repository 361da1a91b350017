/** Real files that are read together, by family. */

/** Messages of one exporter, in their order: templates first. */
export const EXPORTS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries({
    'version 5, Juniper MX80': 'L netflow5_test_juniper_mx80',
    'version 5, MikroTik': 'L netflow5_test_microtik',
    'version 5, 55,582 records claimed': 'L netflow5_test_invalid01',
    'version 5, fluentd': 'F netflow.v5',
    'version 9, ASA (NSEL)': 'L netflow9_test_cisco_asa_1_tpl netflow9_test_cisco_asa_1_data',
    'version 9, ASR 9000': 'L netflow9_test_cisco_asr9k_tpl260 netflow9_test_cisco_asr9k_data260',
    'version 9, options of ASR 9000': 'L netflow9_test_cisco_asr9k_opttpl256 netflow9_test_cisco_asr9k_data256',
    'version 9, MAC addresses': 'L netflow9_test_macaddr_tpl netflow9_test_macaddr_data',
    'version 9, nProbe': 'L netflow9_test_nprobe_tpl netflow9_test_nprobe_data',
    'version 9, nProbe with applications': 'L netflow9_test_nprobe_dpi',
    'version 9, softflowd': 'L netflow9_test_softflowd_tpl_data',
    'version 9, softflowd, another file': 'L netflow9_test_valid01',
    'version 9, long options template': 'L netflow9_test_invalid01',
    'version 9, fluentd': 'F netflow.v9.template netflow.v9',
    'version 9, times in milliseconds': 'F netflow.v9.template.flowStartMilliseconds netflow.v9.flowStartMilliseconds',
    'version 9, MPLS': 'F netflow.v9.mpls-template netflow.v9.mpls-data',
    'version 9, sampler': 'F netflow.v9.sampler_template netflow.v9.sampler',
    'IPFIX, MikroTik': 'L ipfix_test_mikrotik_tpl ipfix_test_mikrotik_data258 ipfix_test_mikrotik_data259',
    'IPFIX, OpenBSD pflow': 'L ipfix_test_openbsd_pflow_tpl ipfix_test_openbsd_pflow_data',
  }).map(([name, text]) => {
    const [of, ...files] = text.split(' ')
    const [prefix, end] =
      of === 'L' ? ['logstash-plugins+logstash-codec-netflow__', 'dat'] : ['repeatedly+fluent-plugin-netflow__', 'dump']
    return [name, files.map(file => `netflow-ipfix/${prefix}${file}.${end}`)]
  }),
)

/** Conn logs of Zeek with header lines. */
export const CONN_LOGS: readonly string[] = [
  'SuperCowPowers+zat__conn.log',
  'SuperCowPowers+zat__conn_date_issue.log',
  'activecm+rita__missing_host-2024-04-19-all24h-multimember.conn.log.gz',
  'zeek+zeek__baseline2020-core.history-flip-conn.log',
  'zeek+zeek__baseline2020-core.tcp.large-file-reassembly-conn.log',
  'zeek+zeek__baseline2020-core.tunnels.gtp.inner_ipv6-conn.log',
  'zeek+zeek__baseline2020-core.tunnels.gtp.inner_teredo-conn.log',
  'zeek+zeek__baseline2020-core.tunnels.teredo-conn.log',
  'zeek+zeek__baseline2020-scripts.base.frameworks.netcontrol.packetfilter-conn.log',
  'zeek+zeek__baseline2020-scripts.base.protocols.ftp.ftp-ipv6-conn.log',
  'zeek+zeek__baseline2020-scripts.policy.protocols.conn.mac-logging-conn1.log',
  'zeek+zeek__baseline2020-scripts.policy.protocols.conn.vlan-logging-conn.log',
  'zeek+zeek__zeek-cut-logs-conn.log',
]
