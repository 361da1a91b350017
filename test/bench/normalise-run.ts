/** One measured run of normalise: `<log> <lake folder> <cache folder> [editions] [off]` (without the kernel); the landing objects stay in the lake. */
import { measure } from './measure.ts'
import { normaliseLog } from './normalise-log.ts'

const [path = '', lakeFolder = '', cacheDir = '', editions = '1', kernel = 'on'] = process.argv.slice(2)
// Opening the reference set is not timed: a function does it once for many uploads.
const { run } = await normaliseLog(path, lakeFolder, cacheDir, { editions: Number(editions), kernel: kernel !== 'off' })
await measure(path, run)
