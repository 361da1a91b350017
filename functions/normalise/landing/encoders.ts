/** What groups rows and encodes columns of a row group: loops here, or those of the kernel, to the same bytes. */
import { encodeDictionary } from './dictionary-pages.ts'
import { groupIds, groupTwice } from './groups.ts'
import { encodeNumbers } from './number-pages.ts'

export interface Encoders {
  groupIds: typeof groupIds
  groupTwice: typeof groupTwice
  encodeNumbers: typeof encodeNumbers
  encodeDictionary: typeof encodeDictionary
}

export const scriptEncoders: Encoders = { groupIds, groupTwice, encodeNumbers, encodeDictionary }
