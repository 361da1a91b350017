import { describe, expect, it } from 'vitest'
import { nameOfFolder, originOf } from '../../functions/normalise/upload-key.ts'

describe('a part of a key that says when never says who', () => {
  const uni = { source: 'uni', keyExporter: 'uni/sensor-1' }
  it.each([
    'uni/sensor-1/conn.log',
    'uni/sensor-1/2017/04/01/conn.log',
    '2017/04/01/uni/sensor-1/conn.log',
    'uni/2017/sensor-1/0401/conn.log',
    'uni/sensor-1/201704/conn.log',
    'uni/sensor-1/20170401/conn.log',
    'uni/sensor-1/2017-04-01/conn.log',
    'uni/sensor-1/2017_04_01/conn.log',
    'uni/sensor-1/2017.04/conn.log',
    'uni/sensor-1/2017-Apr-01/conn.log',
    'uni/sensor-1/2017/4/1/conn.log',
    'uni/sensor-1/2017-04-01T00/conn.log',
    'uni/sensor-1/20170401T0015Z/conn.log',
    'uni/sensor-1/dt=2017-04-01/conn.log',
    'uni/sensor-1/year=2017/month=4/day=1/hour=3/conn.log',
    'uni/sensor-1/event_date=20170401/conn.log',
    'year=2017/uni/month=04/sensor-1/day=01/conn.log',
  ])('%s', key => {
    expect(originOf(key)).toEqual(uni)
  })

  it.each([
    ['uni/7/conn.log', 'uni/7'],
    ['uni/sensor-20170401/conn.log', 'uni/sensor-20170401'],
    [
      'uni/AWSLogs/123456789012/vpcflowlogs/eu-west-1/2024/01/02/x.gz',
      'uni/AWSLogs/123456789012/vpcflowlogs/eu-west-1',
    ],
    ['uni/123/conn.log', 'uni/123'],
    ['uni/2017-04-01-north/conn.log', 'uni/2017-04-01-north'],
    ['uni/region=04/conn.log', 'uni/region=04'],
  ])('%s has no date', (key, keyExporter) => {
    expect(originOf(key)).toEqual({ source: 'uni', keyExporter })
  })

  it('a key of dates alone is of the folder that was named, else local', () => {
    expect(originOf('2017-04-01/conn.log', 'logs')).toEqual({ source: 'logs', keyExporter: 'logs' })
    expect(originOf('conn.log', 'logs')).toEqual({ source: 'logs', keyExporter: 'logs' })
    expect(originOf('2017-04-01/conn.log')).toEqual({ source: 'local', keyExporter: 'local' })
  })

  it('a folder is called by the last part of its path that is no date', () => {
    expect(nameOfFolder('/opt/zeek/logs')).toBe('logs')
    expect(nameOfFolder('/opt/zeek/logs/2017/04/01/')).toBe('logs')
    expect(nameOfFolder('C:\\zeek\\logs\\2017-04-01')).toBe('logs')
    expect(nameOfFolder('/')).toBeUndefined()
  })
})
