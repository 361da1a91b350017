import { constants, zstdCompressSync } from 'node:zlib'
import { ZstdCompress } from 'minizlib'
import { expect, it } from 'vitest'
import { compress } from '../../../functions/normalise/landing/zstd.ts'

const page = (length: number) => Uint8Array.from({ length }, (_, at) => (at * at) >> 7)

it.each([1, 255, 256, 70_000, 262_144, 3_000_000])(
  'makes of %i bytes the frame that a context of their own makes',
  length => {
    const params = { [constants.ZSTD_c_compressionLevel]: 1 }
    expect(Buffer.compare(compress(page(length)), zstdCompressSync(page(length), { params }))).toBe(0)
  },
)

it('takes another context after one that failed', () => {
  const { write } = ZstdCompress.prototype
  ZstdCompress.prototype.write = function (this: ZstdCompress) {
    this.close()
    throw new Error('no memory')
  }
  try {
    expect(() => compress(page(300))).toThrow('no memory')
  } finally {
    ZstdCompress.prototype.write = write
  }
  expect(compress(page(300)).length).toBeGreaterThan(0)
})
