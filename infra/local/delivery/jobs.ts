/** How much of one machine a command uses: uploads that are normalised, and days that are published, beside each other. */
import { availableParallelism, totalmem } from 'node:os'

const MOST_JOBS = 8
/** Of memory that a job may come to, with room: normalising takes half of it whatever the file, publishing what it is given. */
export const JOB_BYTES = 2 ** 30

/**
 * As many as there are cores, at most 8, and as the memory of the machine, or of the container, has room for; at least 1.
 * Parameters for tests.
 */
export function defaultJobs(cores = availableParallelism(), memoryBytes = memoryOfProcess()): number {
  return Math.max(1, Math.min(cores, MOST_JOBS, Math.floor(memoryBytes / JOB_BYTES)))
}

/** 0, or more than there is, where no container bounds it. */
function memoryOfProcess(): number {
  const bound = process.constrainedMemory()
  return bound > 0 ? Math.min(bound, totalmem()) : totalmem()
}
