/** Writes small bzip2 files: a member for each 2,000 bytes, with codes that are as good as equally long. */

const MEMBER_BYTES = 2000
const POLYNOMIAL = 0x04c1_1db7

/** CRC-32, most significant bit first. */
function checksumOf(bytes: Uint8Array): number {
  let crc = 0xffff_ffff
  for (const byte of bytes) {
    crc ^= byte << 24
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc < 0 ? POLYNOMIAL : 0)
  }
  return ~crc >>> 0
}

/** Members, one after another; one without a block where there is no content. */
export function bzip2File(content: Uint8Array): Buffer {
  const members: Buffer[] = []
  for (let at = 0; at < Math.max(1, content.length); at += MEMBER_BYTES)
    members.push(memberOf(content.subarray(at, at + MEMBER_BYTES)))
  return Buffer.concat(members)
}

function memberOf(content: Uint8Array): Buffer {
  let bits = ''
  const put = (value: number, width: number) => {
    bits += value.toString(2).padStart(width, '0')
  }
  const checksum = checksumOf(content)
  put(0x42_5a_68, 24)
  put(0x31, 8)
  if (content.length > 0) {
    put(0x31_41_59, 24)
    put(0x26_53_59, 24)
    put(checksum, 32)
    put(0, 1)
    putBlock(runsOf(content), put)
  }
  put(0x17_72_45, 24)
  put(0x38_50_90, 24)
  put(content.length > 0 ? checksum : 0, 32)
  return Buffer.from((bits.match(/.{1,8}/g) ?? []).map(byte => Number.parseInt(byte.padEnd(8, '0'), 2)))
}

/** Four alike are followed by the number of more of them. */
function runsOf(content: Uint8Array): number[] {
  const runs: number[] = []
  for (let at = 0; at < content.length; ) {
    let end = at + 1
    while (end < content.length && end - at < 259 && content[end] === content[at]) end++
    for (let i = 0; i < Math.min(4, end - at); i++) runs.push(content[at] ?? 0)
    if (end - at >= 4) runs.push(end - at - 4)
    at = end
  }
  return runs
}

function putBlock(block: readonly number[], put: (value: number, width: number) => void): void {
  const doubled = Buffer.from([...block, ...block])
  const rotation = (at: number) => doubled.subarray(at, at + block.length)
  const order = block.map((_, at) => at).sort((a, b) => Buffer.compare(rotation(a), rotation(b)))
  put(order.indexOf(0), 24)
  const used = [...new Set(block)].sort((a, b) => a - b)
  const rows = Array.from({ length: 16 }, (_, row) => used.filter(byte => byte >> 4 === row))
  for (const row of rows) put(row.length > 0 ? 1 : 0, 1)
  for (const row of rows.filter(({ length }) => length > 0))
    for (let column = 0; column < 16; column++) put(row.some(byte => (byte & 15) === column) ? 1 : 0, 1)

  const symbols: number[] = []
  const front = [...used]
  let run = 0
  const endRun = () => {
    // Digits 1 and 2, the lowest first.
    for (; run > 0; run = Math.floor((run - 1) / 2)) symbols.push((run - 1) % 2)
  }
  for (const at of order) {
    const byte = doubled[at + block.length - 1] ?? 0
    const position = front.indexOf(byte)
    if (position === 0) {
      run++
      continue
    }
    endRun()
    front.splice(position, 1)
    front.unshift(byte)
    symbols.push(position + 1)
  }
  endRun()
  const alphabet = used.length + 2
  symbols.push(alphabet - 1)

  const groups = Math.ceil(symbols.length / 50)
  put(2, 3)
  put(groups, 15)
  for (let group = 0; group < groups; group++) put(0, 1)
  // Canonical codes of two lengths, which use up all that there are.
  const short = Math.floor(Math.log2(alphabet))
  const shorts = 2 ** (short + 1) - alphabet
  for (let table = 0; table < 2; table++) {
    put(short, 5)
    for (let symbol = 0; symbol < alphabet; symbol++) {
      if (symbol === shorts) put(0b10, 2)
      put(0, 1)
    }
  }
  for (const symbol of symbols)
    if (symbol < shorts) put(symbol, short)
    else put(shorts + symbol, short + 1)
}
