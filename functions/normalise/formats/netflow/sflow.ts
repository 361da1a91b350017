/** sFlow (https://sflow.org/sflow_version_5.txt), which samples packets and has no flows: known, and refused by its name. */

const VERSIONS = [4, 5]
const AGENT_FAMILIES = [1, 2]

/** Whether a datagram at `at` is sFlow's: its version and the family of the agent's address, each of 32 bits. */
export const isSflow = (bytes: Buffer, at: number): boolean =>
  bytes.length - at >= 8 &&
  VERSIONS.includes(bytes.readUInt32BE(at)) &&
  AGENT_FAMILIES.includes(bytes.readUInt32BE(at + 4))

export const SFLOW_REFUSED =
  'expected NetFlow v5, v9 or IPFIX, found sFlow: it holds samples of packets, no flows; let the device export NetFlow or ' +
  'IPFIX, or make flows of the samples with sfacctd (pmacct) and export those'
