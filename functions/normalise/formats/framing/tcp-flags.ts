/** Bits of TCP's flags that formats need to know (RFC 9293, section 3.1), and what they say of who began. */
export const SYN = 2
export const ACK = 16

/** A SYN without ACK: who sent it asks for a connection. False where flags are not known (below 0). */
export const isSyn = (flags: number): boolean => flags >= 0 && (flags & (SYN | ACK)) === SYN
