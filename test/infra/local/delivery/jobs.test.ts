import { describe, expect, it } from 'vitest'
import { defaultJobs } from '../../../../infra/local/delivery/jobs.ts'

describe('jobs by default', () => {
  it.each([
    ['as many as cores', 4, 16e9, 4],
    ['eight at most', 64, 256e9, 8],
    ['as many as a gigabyte each has room for', 8, 3.5 * 2 ** 30, 3],
    ['one, however little there is', 2, 400e6, 1],
  ])('%s', (_, cores, memoryBytes, jobs) => expect(defaultJobs(cores, memoryBytes)).toBe(jobs))
})
