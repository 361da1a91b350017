/** Memory that is given back before a collection of garbage finds it: what is used once and quickly made anew. */

/** Gives a chunk's memory back where it is the last of it: a stream fills one buffer after another. */
export function giveBack({ buffer, byteOffset, length }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && byteOffset + length === buffer.byteLength) buffer.transfer(0)
}
