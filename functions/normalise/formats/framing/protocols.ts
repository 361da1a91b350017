/** IANA protocol numbers that formats need to know. */
export const ICMP = 1
export const TCP = 6
export const UDP = 17
export const ICMPV6 = 58
/** Reserved by IANA, so that no packet carries it: stands for "the log does not say which". */
export const UNKNOWN_PROTOCOL = 255

const withPorts = new Uint8Array(256)
// TCP, UDP, DCCP, SCTP, UDP-Lite.
for (const protocol of [TCP, UDP, 33, 132, 136]) withPorts[protocol] = 1

/** Whether the port fields of a record of this protocol are ports. */
export const hasPorts = (protocol: number): boolean => withPorts[protocol] === 1
