/** Which format says that it reads what: every sample and every real file against every format, and damaged heads. */

import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatOf, formats } from '../../../functions/normalise/formats/index.ts'
import { damagedBytes } from '../../support/damaged-bytes.ts'
import { describeSamples, flowSamples, hasFlowSamples, readSample } from '../../support/flow-samples.ts'
import { sampleOf } from '../../support/format-samples.ts'

const HEAD_BYTES = 65_536
const MUTATED_HEADS = 2000

/** Formats that read by place share a head: which of them a file is of, the whole of it says. */
const namesThatSayYes = (head: Uint8Array, complete: boolean): string[] => {
  const yes = formats.filter(format => format.recognise(head, complete))
  return [...new Set(yes.map(({ name, access }) => (access === 'random' ? 'by place' : name)))]
}

/** The formats that read what lies in each folder of real files. */
const ofFolder: Readonly<Record<string, readonly string[]>> = {
  'argus-binetflow': ['argus-ra'],
  'aws-vpc': ['aws-vpc'],
  'azure-nsg': ['azure-nsg'],
  'azure-vnet': ['azure-vnet'],
  'gcp-vpc': ['gcp-vpc'],
  'netflow-ipfix': ['netflow', 'netflow-capture'],
  nfdump: ['nfdump-csv', 'nfdump-json'],
  'ocsf-network': ['ocsf-network', 'aws-vpc', 'aws-vpc-csv', 'aws-vpc-json', 'zeek-conn-json'],
  'silk-rwcut': ['silk-rwcut'],
  'suricata-eve': ['suricata-eve'],
  'zeek-conn': ['zeek-conn', 'zeek-conn-json'],
  'zeek-writer-quirks': ['zeek-conn', 'zeek-conn-json'],
}

/** Real files that hold no flows of a format: pages about formats, logs of Zeek without connections, what a converter made. */
const noFlows =
  /README\.md$|RFC_COMPLIANCE_.*\.md$|__rwcut\.pod-|^zeek-writer-quirks\/|__sampleOutputOfConvertToSplunk\.json$/
/** The folder whose files may be of no format that is read, or in an envelope. */
const mayBeNone = 'ocsf-network/'

const filesOf = (folder: string): string[] =>
  readdirSync(join(flowSamples, folder))
    .map(name => join(folder, name))
    .filter(path => statSync(join(flowSamples, path)).isFile())

describe('the samples', () => {
  it.each(formats.map(({ name }) => name))('%s: it alone says yes, of the whole and of the head', name => {
    expect(namesThatSayYes(sampleOf(name), true)).toEqual([formatOf(name)?.access === 'random' ? 'by place' : name])
  })
})

describeSamples('the real files', () => {
  const paths = hasFlowSamples ? Object.keys(ofFolder).flatMap(filesOf) : []

  it('are all of folders whose formats are known', () => {
    const folders = readdirSync(flowSamples).filter(name => statSync(join(flowSamples, name)).isDirectory())
    expect(folders.filter(name => ofFolder[name] === undefined)).toEqual([])
  })

  it.each(paths)('%s: one format alone says yes, one of its family; of what holds no flows none does', path => {
    const content = readSample(path)
    const said = namesThatSayYes(content.subarray(0, HEAD_BYTES), content.length <= HEAD_BYTES)
    if (noFlows.test(path)) expect(said).toEqual([])
    else if (path.startsWith(mayBeNone)) expect(said.length, said.join()).toBeLessThanOrEqual(1)
    else expect(said).toHaveLength(1)
    const [folder = ''] = path.split('/')
    for (const name of said) expect(ofFolder[folder]).toContain(name)
  })
})

describe('heads that are damaged', () => {
  it(`of ${MUTATED_HEADS} no two formats say yes, and none throws`, () => {
    const samples = formats.map(({ name }) => sampleOf(name))
    const real = hasFlowSamples
      ? Object.keys(ofFolder)
          .flatMap(filesOf)
          .map(path => readSample(path).subarray(0, 4096))
      : []
    const heads = fc.constantFrom(...samples, ...real).chain(damagedBytes)
    let known = 0
    fc.assert(
      fc.property(heads, fc.boolean(), (head, complete) => {
        const said = namesThatSayYes(head, complete)
        known += said.length
        expect(said.length, said.join()).toBeLessThanOrEqual(1)
      }),
      { seed: 20_170_401, numRuns: MUTATED_HEADS },
    )
    expect(known).toBeGreaterThan(MUTATED_HEADS / 4)
  })
})
