import fc from 'fast-check'
import { expect, it } from 'vitest'
import { scriptEncoders } from '../../../functions/normalise/landing/encoders.ts'
import { reusePlaces } from '../../../functions/normalise/landing/groups.ts'
import { createPortServices } from '../../../functions/normalise/landing/port-services.ts'

/** Whatever a protocol and port are: of a third of the ports none. */
const serviceOf = (protocol: number, port: number): string | null =>
  port % 3 === 0 ? null : `${protocol === 17 ? 'udp' : protocol} ${port % 5}`

it('says of each row what its protocol and port are distinctive for, and asks once', () => {
  const asked: string[] = []
  const services = createPortServices({
    portService(protocol, port) {
      asked.push(`${protocol}/${port}`)
      return serviceOf(protocol, port)
    },
  })
  const row = fc.tuple(fc.constantFrom(0, 6, 17, 132, 255), fc.constantFrom(-1, 0, 1, 53, 443, 65_534, 65_535))
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), rows => {
      reusePlaces()
      const protocols = Int32Array.from(rows, ([protocol]) => protocol)
      const ports = Int32Array.from(rows, ([, port]) => port)
      const { codes, indexOf, dictionary } = services.column(protocols, ports, rows.length, scriptEncoders)
      const found = rows.map((_, at) => dictionary[indexOf[codes[at] as number] as number] ?? null)
      expect(found).toEqual(rows.map(([protocol, port]) => (port < 0 ? null : serviceOf(protocol, port))))
      // Every entry of the dictionary has a row.
      expect(Array.from(dictionary).sort()).toEqual([...new Set(found.filter(service => service !== null))].sort())
    }),
    { seed: 20_170_407, numRuns: 200 },
  )
  expect(new Set(asked).size).toBe(asked.length)
  expect(asked).not.toContainEqual(expect.stringContaining('-1'))
})
