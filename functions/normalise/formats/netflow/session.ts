/** What is remembered of one exporter and observation domain (v9: source id) while a file is read. */
import type { RecordSink, UploadContext } from '../format.ts'
import { boundedMap } from '../framing/bounded-map.ts'
import { bytesOf } from '../framing/fields.ts'
import { keptString } from '../framing/kept-string.ts'
import type { BootTime } from './export-time.ts'
import { createSampling, type Sampling, samplingRoom } from './sampling.ts'
import { createSequence, type Sequence } from './sequence.ts'
import type { Template } from './template.ts'

/** Exporters times domains, and templates, of a file; beyond them the oldest are forgotten. */
const SESSIONS = 16_384
const TEMPLATES = 16_384

export interface Session {
  /** Id of the exporter's name in the sink's strings. */
  exporter(): number
  boot: BootTime
  sampling: Sampling
  sequence: Sequence
  template(id: number): Template | undefined
  setTemplate(template: Template): void
  /** Forgets a template, or all (options) templates where `id` is the number of their set. */
  withdraw(id: number): void
  /** Key of what waits for a template. */
  keyOf(id: number): string
}

export interface Sessions {
  /** The session of a key, which stands for exporter and domain; `exporter`: the name of a new one. */
  of(key: string, exporter: string): Session
  /** Datagrams and records that the sequence numbers say are missing, and of how many sessions. */
  lost(): { datagrams: number; records: number }
  readonly forgotten: number
}

interface Remembered {
  template: Template
  /** Since the last time that all templates of its kind were withdrawn. */
  generation: number
}

const ALL_TEMPLATES = 2
const ALL_OPTIONS = 3

export function createSessions(sink: RecordSink, { sampling }: Pick<UploadContext, 'sampling'>): Sessions {
  const sessions = boundedMap<string, Session>(SESSIONS)
  const templates = boundedMap<string, Remembered>(TEMPLATES)
  const room = samplingRoom()
  const lost = { datagrams: 0, records: 0 }

  function open(key: string, exporter: string): Session {
    const name = keptString(sink.strings, bytesOf(exporter))
    const generations = { data: 0, options: 0 }
    const generationOf = ({ isOptions }: Template) => (isOptions ? generations.options : generations.data)
    const keyOf = (id: number) => `${key} ${id}`
    return {
      exporter: name,
      boot: { said: Number.NaN, shown: Number.NaN },
      sampling: createSampling(sink, room, sampling),
      sequence: createSequence(lost),
      keyOf,
      template(id) {
        const found = templates.get(keyOf(id))
        return found !== undefined && found.generation === generationOf(found.template) ? found.template : undefined
      },
      setTemplate(template) {
        templates.set(keyOf(template.id), { template, generation: generationOf(template) })
      },
      withdraw(id) {
        if (id === ALL_TEMPLATES) generations.data++
        else if (id === ALL_OPTIONS) generations.options++
        else templates.delete(keyOf(id))
      },
    }
  }

  return {
    of(key, exporter) {
      const found = sessions.get(key)
      if (found !== undefined) return found
      const made = open(key, exporter)
      sessions.set(key, made)
      return made
    },
    lost: () => lost,
    get forgotten() {
      return templates.dropped + sessions.dropped
    },
  }
}
