/** What is uploaded: real files of other projects, and two days of the generated study, below their teams' folders. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { generateStudy } from '../../infra/local/study/generate.ts'
import { flowSamples, hasFlowSamples } from '../support/flow-samples.ts'

/** Days of the study whose files are taken: two sensors saw one network on both, the gateway logs on the second. */
const DAYS = ['2017-06-09', '2017-06-10']
const LATER = 'pyongyang/zeek/2017-06-11/conn.log.gz'
const FOLDERS = [
  ...DAYS.flatMap(day => [`pyongyang/zeek/${day}`, `laboratory/zeek/${day}`]),
  ...['eni-0c60a7d2e9f1b3c45', 'eni-0d600f4e5a6b7c8d9', 'eni-0e700f5a6b7c8d9e0'].flatMap(exporter =>
    DAYS.map(day => `cloud/AWSLogs/${exporter}/${day.replaceAll('-', '/')}`),
  ),
]
/** Short real files of few days: VPC text, Zeek, Suricata EVE, and one that is not recognised. */
const SAMPLES = [
  'aws-vpc/open-telemetry+opentelemetry-collector-contrib__valid_vpc_flow_log_multi.log',
  'zeek-conn/SuperCowPowers+zat__conn.log',
  'suricata-eve/alaajili+EVE-Json-Parser__eve.json',
  'zeek-conn/SuperCowPowers+zat__json-conn.log',
]
/** The networks that the real files were logged in. */
const SAMPLE_NETWORKS = ['192.168.0.0/16,Sample LAN,,,,,,,,', '172.16.0.0/12,Sample VPC,,,,,,,,']

export const TEAMS = ['pyongyang', 'laboratory', 'cloud', 'samples'] as const

export interface UploadedFiles {
  /** Folder whose files' paths are their keys. */
  folder: string
  keys: string[]
  networksCsv: string
  /** A file of the day after, not laid out yet. */
  later: { key: string; bytes: Uint8Array }
}

/** Lays the files out in a folder. Without the real files says so; under CI=true that throws. */
export async function layOutFiles(scratch: string): Promise<UploadedFiles> {
  const study = join(scratch, 'study')
  const folder = join(scratch, 'uploads')
  await generateStudy({ outDir: study, seed: 11, records: 60_000 })
  const keys: string[] = []
  const put = (key: string, bytes: Uint8Array) => {
    mkdirSync(dirname(join(folder, key)), { recursive: true })
    writeFileSync(join(folder, key), bytes)
    keys.push(key)
  }
  for (const place of FOLDERS) {
    const name = place.startsWith('cloud/') ? 'flows.log.gz' : 'conn.log.gz'
    // The gateway's log begins on the second day.
    const path = join(study, 'uploads', place, name)
    const bytes = tryRead(path)
    if (bytes !== undefined) put(`${place}/${name}`, bytes)
  }
  const [first = ''] = keys
  // The same content compressed otherwise, below a key that S3 encodes in its events: counted once.
  put(
    'laboratory/once more + again/conn é.log.gz',
    gzipSync(gunzipSync(readFileSync(join(folder, first))), { level: 1 }),
  )
  if (hasFlowSamples) {
    for (const name of SAMPLES) {
      cpSync(join(flowSamples, name), join(scratch, 'sample'))
      put(`samples/${name}`, readFileSync(join(scratch, 'sample')))
    }
  } else {
    const missing = `no real flow logs in ${flowSamples} (set FLOW_SAMPLES)`
    if (process.env.CI === 'true') throw new Error(missing)
    console.warn(`skipped the real files: ${missing}`)
  }
  const networksCsv = join(scratch, 'networks.csv')
  writeFileSync(
    networksCsv,
    `${readFileSync(join(study, 'networks.csv'), 'utf8').trim()}\n${SAMPLE_NETWORKS.join('\n')}\n`,
  )
  const later = { key: LATER, bytes: new Uint8Array(readFileSync(join(study, 'uploads', LATER))) }
  return { folder, keys: keys.sort(), networksCsv, later }
}

function tryRead(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}
