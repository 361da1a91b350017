import { describe, expect, it } from 'vitest'
import { dataChanges } from '../../functions/report/data-days.ts'

const day = (dt: string, data: string, contacts = 100) => ({ dt, data, contacts })

describe('days that rest on other data than the day before', () => {
  it('are none while the data stay, and not the first', () => {
    expect(dataChanges([])).toEqual([])
    expect(dataChanges([day('2017-05-02', 'a'), day('2017-05-01', 'a')])).toEqual([])
  })

  it('are those on which data begin, and on which the former come back', () => {
    const days = [day('2017-05-01', 'a'), day('2017-05-02', 'b'), day('2017-05-03', 'b'), day('2017-05-04', 'a')]
    expect(dataChanges(days)).toEqual(['2017-05-02', '2017-05-04'])
  })

  it('are not those with a late file by newer data, nor do these hide the day on which newer data begin', () => {
    const late = day('2017-05-02', 'b', 9)
    const days = [day('2017-05-01', 'a'), day('2017-05-02', 'a'), late, day('2017-05-03', 'a'), day('2017-05-04', 'b')]
    expect(dataChanges(days)).toEqual(['2017-05-04'])
    expect(dataChanges(days.map(own => (own === late ? { ...late, contacts: 12 } : own)))).toEqual([
      '2017-05-02',
      '2017-05-03',
      '2017-05-04',
    ])
  })

  it('are none where exporters rest on different data all the time', () => {
    const both = ['2017-05-01', '2017-05-02'].flatMap(dt => [day(dt, 'a'), day(dt, 'b')])
    expect(dataChanges(both)).toEqual([])
  })
})
