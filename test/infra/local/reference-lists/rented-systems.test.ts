import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { kinds } from '../../../../functions/lib/reference/lists/kinds.ts'
import { parseList } from '../../../../functions/lib/reference/lists/list-rows.ts'
import { knownOperators } from '../../../../infra/local/reference-lists/known-operators.ts'
import { rentedSystemsCsv } from '../../../../infra/local/reference-lists/rented-systems.ts'

const rules = parseList(kinds, 'kind,excluded_as,words,unless,why,example_asn\ntelecom,,telecom,,lines,1\n')

describe('as-kinds.csv from two collections', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rented-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  function unpack(
    datacenters: string,
    kinds: Partial<Record<'hosting' | 'isp' | 'scanner' | 'crawler', string>>,
  ): void {
    const files: Record<string, string> = { 'lists_vpn/input/datacenter/ASN.txt': datacenters }
    for (const kind of ['hosting', 'isp', 'scanner', 'crawler'] as const)
      files[`risk-db-lists/asn/kind_${kind}.csv`] = `ASN,Organization\n${kinds[kind] ?? ''}`
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
  }
  const numbersOf = async (names: readonly (readonly [number, string])[]) =>
    (await rentedSystemsCsv(folder, new Map(names), rules, new Map()))
      .trim()
      .split('\n')
      .slice(1)
      .map(row => row.split(',')[0])

  it('has the systems of both by number, each once, with the collection that named it', async () => {
    unpack('AS30 # Northwind, US\nAS20\t# CONTOSO - Contoso, Inc., US\nfreely written\n', {
      hosting: '20,Contoso\n10,Fabrikam\n',
    })
    const text = await rentedSystemsCsv(
      folder,
      new Map([
        [10, 'Fabrikam GmbH'],
        [20, 'Contoso, Inc.'],
        [30, 'Northwind LLC'],
      ]),
      rules,
      new Map(),
    )
    expect(text).toMatch(
      /^asn,kind,source\n10,hosting,https:\S+risk-db-lists\S+\n20,hosting,https:\S+risk-db-lists\S+\n30,/,
    )
    expect(text.trim().split('\n').at(-1)).toMatch(/^30,hosting,https:\S+lists_vpn\S+$/)
  })

  it('leaves out a system whose name tells its kind, or that the installed data does not know', async () => {
    unpack('', { hosting: '10,Fabrikam Telecom\n20,Contoso\n' })
    expect(await numbersOf([[10, 'Fabrikam Telecom']])).toEqual([])
  })

  it('has one whose name tells of lines where both collections know better', async () => {
    unpack('AS10 # Fabrikam Telecom, US\n', { hosting: '10,Fabrikam Telecom\n20,Contoso Telecom\n' })
    expect(
      await numbersOf([
        [10, 'Fabrikam Telecom'],
        [20, 'Contoso Telecom'],
      ]),
    ).toEqual(['10'])
  })

  it('leaves out a number that another operator has now', async () => {
    unpack('AS10 # Contoso Hosting Services, US\n', { hosting: '20,Contoso Networks\n30,Northwind\n' })
    expect(
      await numbersOf([
        [10, 'Fabrikam Services'],
        [20, 'Fabrikam Networks'],
        [30, 'NORTHWIND Traders'],
      ]),
    ).toEqual(['30'])
  })

  it('leaves out who sells lines, scans or crawls as well, and a country that one collection lists whole', async () => {
    unpack('AS40 # TAILSPIN-AS, NG\n', {
      hosting: '10,Contoso\n20,Fabrikam\n30,Northwind\n',
      isp: '10,Contoso\n',
      scanner: '20,Fabrikam\n',
      crawler: '30,Northwind\n',
    })
    expect(
      await numbersOf([
        [10, 'Contoso'],
        [20, 'Fabrikam'],
        [30, 'Northwind'],
        [40, 'Tailspin Toys'],
      ]),
    ).toEqual([])
  })

  it('has who is known as such, whatever a collection says', async () => {
    unpack('', { hosting: '10,Fabrikam\n20,Contoso\n' })
    const names = new Map([
      [5, 'Northwind'],
      [10, 'Fabrikam'],
      [20, 'Contoso'],
    ])
    const known = knownOperators(
      names,
      'asn,name,kind,site\n10,Fabrikam,telecom,fabrikam.example\n5,Another,news,northwind.example\n',
    )
    expect(await rentedSystemsCsv(folder, names, rules, known)).toMatch(
      /^asn,kind,source\n10,telecom,its own name and site: fabrikam\.example\n20,hosting,https:\S+\n$/,
    )
  })
})
