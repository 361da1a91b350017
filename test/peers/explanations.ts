/** Differences that are known, by what is read and by whom, in the words in which a run tells them, with their reasons. */
const EXPLANATIONS: readonly (readonly [group: RegExp, peer: RegExp, difference: RegExp, reason: string])[] = [
  [
    /Juniper/,
    /^nfdump/,
    /^29 5-tuples differ$/,
    'it multiplies by the rate of the header, 1,000; ours keeps the rate beside',
  ],
  [/55,582/, /^netflow/, /^error: unpack/, 'it says that the message is shorter than its header claims, as ours does'],
  [
    /55,582/,
    /^(dpkt|tshark)/,
    /^30 5-tuples differ$/,
    'it takes what the header claims on trust; ours refuses the message',
  ],
  [
    /NSEL/,
    /^nfdump/,
    /^9 5-tuples differ$/,
    'it takes octets of both directions together for those of one; ours leaves them out',
  ],
  [
    /MAC/,
    /^netflow/,
    /^29 5-tuples differ; ValueError/,
    'the message of templates is valid UTF-8, and it takes it for hexadecimal text',
  ],
  [
    /applications/,
    /^netflow/,
    /^1 5-tuples differ; error: unpack/,
    'it stops at the set with an error; nfdump and tshark read it as ours does',
  ],
  [/softflowd/, /^nfdump/, /^2 5-tuples differ$/, 'it shows no type of ICMPv6 of element 32'],
  [/long options/, /^tshark/, /^2 5-tuples differ$/, 'it shows no flow of this message; nfdump does as ours'],
  [
    /long options/,
    /^netflow/,
    /^2 5-tuples differ; error: unpack/,
    'it stops with an error; nfdump reads the rest as ours does',
  ],
  [
    /MPLS/,
    /^nfdump/,
    /^2 5-tuples differ$/,
    'it writes the IPv4 addresses as IPv6, as the template has elements of both',
  ],
  [
    /IPFIX, MikroTik/,
    /^(nfdump|tshark|ipfix)/,
    /^6 5-tuples differ$/,
    'three flows back to NAT: ours takes the device behind it (element 226)',
  ],
  [
    /IPFIX, MikroTik/,
    /^netflow/,
    /^15 5-tuples differ; PaddingCalculationError/,
    'it stops at the padding of a set with an error',
  ],
]

/** Why two read differently; undefined where nobody knows. */
export const explain = (group: string, peer: string, difference: string): string | undefined =>
  EXPLANATIONS.find(([of, by, what]) => of.test(group) && by.test(peer) && what.test(difference))?.[3]
