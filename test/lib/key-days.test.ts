import { describe, expect, it } from 'vitest'
import { daysInKey } from '../../functions/lib/key-days.ts'

describe('the days of a key', () => {
  it.each([
    ['team/2017/05/01/notes.txt', ['2017-05-01']],
    ['team/year=2017/month=05/day=01/notes.txt', ['2017-05-01']],
    ['team/2017-05-01/dns.08:00:00-09:00:00.log.gz', ['2017-05-01']],
    ['team/nfcapd.20170501', ['2017-05-01']],
    ['team/20170501/20170502.bin', ['2017-05-01', '2017-05-02']],
    ['team/dt=2017-05-01/2017-05-01.bin', ['2017-05-01']],
  ])('of %s are %j', (key, days) => {
    expect(daysInKey(key)).toEqual(days)
  })

  it.each(['notes.txt', 'team/2017/05/notes.txt', 'team/2017-02-30.txt', 'team/1234567890.bin', 'team/99990101.bin'])(
    'of %s are none',
    key => {
      expect(daysInKey(key)).toEqual([])
    },
  )
})
