import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { compileKernel } from '../../kernel/compile.ts'
import { normalised } from './both-ways.ts'

/** 2017-04-01. */
const FIRST_S = 1_491_004_800

const hexadecimal = (words: readonly number[]): string => words.map(word => word.toString(16)).join(':')

it('compiles to the bytes that are committed', async () => {
  for (const [path, text] of await compileKernel()) expect(readFileSync(path, 'utf8')).toBe(text)
})

it.each([
  ['IPv4', '10.1.2.3', '8.8.8.8', (words: readonly number[]) => words.join('.')],
  ['IPv6', '2001:db8:7::3', '2001:4860::8888', (words: readonly number[]) => `2a10:${hexadecimal(words)}::`],
])(
  'changes nothing of large uploads of VPC logs: row groups, buffers that grow, many addresses of %s',
  async (...of) => {
    const [, local, other, textOf] = of
    const rows = 1_000_000
    const parts = [
      'version interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n',
    ]
    for (let at = 0; at < rows; at++) {
      const remote = textOf([1 + (at % 200), (at >> 3) % 256, (at >> 7) % 256, at % 251])
      const start = FIRST_S + ((at * 7919) % 80_000)
      const ends =
        at % 17 === 0 ? `10.1.0.9 2001:db8::${at % 99}` : at % 5 === 0 ? `${remote} ${other}` : `${local} ${remote}`
      parts.push(`2 eni-${at % 3} ${ends} ${at % 65_536} 443 6 ${at % 97} ${at} ${start} ${start + 60} ACCEPT OK\n`)
    }
    const content = Buffer.from(parts.join(''))
    expect(await normalised(content, [262_144], true)).toEqual(await normalised(content, [262_144], false))
  },
  300_000,
)

it('changes nothing of large uploads of conn logs, with words without end', async () => {
  const rows = 1_000_000
  const names = 'ts id.orig_h id.orig_p id.resp_h id.resp_p proto service conn_state history orig_pkts resp_pkts'
  const parts = [`#separator \\x09\n#path\tconn\n#fields\t${names.replaceAll(' ', '\t')}\n`]
  for (let at = 0; at < rows; at++) {
    const remote = `${1 + (at % 200)}.${(at >> 3) % 256}.${(at >> 7) % 256}.${at % 251}`
    const ends = at % 5 === 0 ? [remote, 443, '8.8.8.8', 53] : ['10.1.2.3', at % 65_536, remote, 443]
    const ts = `${FIRST_S + ((at * 7919) % 80_000)}.${at % 1000}`
    const words = ['tcp', at % 3 === 0 ? `service-${at}` : 'ssl', at % 7 === 0 ? `S${at % 5000}` : 'SF', 'ShAD']
    parts.push(`${[ts, ...ends, ...words, at % 9, at % 97].join('\t')}\n`)
  }
  const content = Buffer.from(parts.join(''))
  expect(await normalised(content, [262_144], true)).toEqual(await normalised(content, [262_144], false))
}, 300_000)
