/** One command of the command line in a process of its own: writes what it took, as JSON, to the file named first. */
import { writeFileSync } from 'node:fs'
import { main } from '../../../infra/local/main.ts'

const [to = '', ...command] = process.argv.slice(2)
await main([process.argv0, 'flowcensus', ...command])
const { user, system } = process.cpuUsage()
writeFileSync(
  to,
  JSON.stringify({
    seconds: performance.now() / 1000,
    cpuSeconds: (user + system) / 1e6,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
  }),
)
