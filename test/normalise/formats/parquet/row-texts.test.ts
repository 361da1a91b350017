/** Rows of a Parquet file as they are shown, where the file is broken. */
import { parquetMetadata } from 'hyparquet'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import { parquetRowTexts } from '../../../../functions/normalise/formats/parquet/row-texts.ts'
import { fileOf } from '../../../support/recording-sink.ts'

/** Three row groups of a row each. */
const whole = () =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [{ name: 'answer', data: ['one', 'two', 'three'], type: 'STRING' }],
      rowGroupSize: 1,
      codec: 'UNCOMPRESSED',
    }),
  )
const texts = async (bytes: Uint8Array) => [...(await parquetRowTexts(fileOf(bytes), new Set([1, 2, 3])))]

describe('the texts of rows', () => {
  it('of a page that is damaged are left out, and the others are shown', async () => {
    const bytes = whole()
    const { dictionary_page_offset, data_page_offset = 0 } =
      parquetMetadata(bytes.slice().buffer).row_groups[1]?.columns[0]?.meta_data ?? {}
    const at = Number(dictionary_page_offset ?? data_page_offset)
    bytes.fill(0xff, at, at + 16)
    expect(await texts(whole())).toEqual([
      [1, '{"answer":"one"}'],
      [2, '{"answer":"two"}'],
      [3, '{"answer":"three"}'],
    ])
    expect(await texts(bytes)).toEqual([
      [1, '{"answer":"one"}'],
      [3, '{"answer":"three"}'],
    ])
  })

  it('are none where the end of the file is missing', async () => {
    expect(await texts(whole().subarray(0, -5))).toEqual([])
  })
})
