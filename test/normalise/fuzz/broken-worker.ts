/** A family in which each kind of failure can be had: the thread of the tests of fuzzing itself. */
import type { Format, StreamReader } from '../../../functions/normalise/formats/format.ts'
import { families } from '../../../functions/normalise/formats/index.ts'
import { serve } from './serve.ts'

/** Fails by the letter that the content has: `h` hangs, `m` takes memory, `t` throws, `b` does not balance, `s` is slow. */
const broken: Format = {
  name: 'broken',
  title: 'broken',
  heartbeat: false,
  directions: 2,
  unit: 'line',
  access: 'stream',
  recognise: () => true,
  open(): StreamReader {
    const held: Uint8Array[] = []
    let framed = 0
    return {
      push(chunk) {
        const text = Buffer.from(chunk).toString('latin1')
        if (text.includes('t')) throw new Error('it throws')
        if (text.includes('b')) framed++
        const until = process.threadCpuUsage().user + (text.includes('s') ? 2_500_000 : 0)
        while (text.includes('h') || process.threadCpuUsage().user < until) if (held.length > 1e9) return
        while (text.includes('m')) held.push(new Uint8Array(10_000_000).fill(1))
      },
      end() {},
      get framed() {
        return framed
      },
    }
  },
}
const facts = { ...(families[0] as (typeof families)[number]), formats: [broken] }

serve([facts], () => new Map([[broken, [Buffer.from('x')]]]))
