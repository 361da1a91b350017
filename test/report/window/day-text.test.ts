import { expect, it } from 'vitest'
import {
  daysText,
  dayText,
  monthText,
  offsetsText,
  offsetText,
  shortDayText,
} from '../../../functions/report/window/day-text.ts'

it('days are said as people say them', () => {
  expect(dayText('2017-05-07')).toBe('7 May 2017')
  expect(shortDayText('2017-05-07')).toBe('7 May')
  expect(monthText('2017-05-07')).toBe('May 2017')
  expect(daysText('2017-04-01', '2017-07-06')).toBe('1 April to 6 July 2017')
  expect(daysText('2016-12-30', '2017-01-06')).toBe('30 December 2016 to 6 January 2017')
  expect(daysText('2017-05-07', '2017-05-07')).toBe('7 May 2017')
})

it('local time is told by its offset of those days', () => {
  expect(offsetText('Asia/Pyongyang', Date.parse('2017-05-17T00:00Z'))).toBe('UTC+08:30')
  expect(offsetText('Asia/Pyongyang', Date.parse('2018-05-17T00:00Z'))).toBe('UTC+09:00')
  expect(offsetText('', 0)).toBe('UTC')
  expect(offsetsText('Asia/Pyongyang', '2017-04-01', '2017-07-06')).toBe('UTC+08:30')
  expect(offsetsText('Europe/Berlin', '2017-03-20', '2017-04-02')).toBe('UTC+01:00, from 26 March 2017 UTC+02:00')
})
