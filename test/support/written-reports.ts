/** Reports of many windows from one that was made, written into a store in memory as those of one machine or of a bucket are. */
import type { ObjectStore } from '../../functions/lib/ports.ts'
import type { Report } from '../../functions/report/report.ts'
import { addDays } from '../../functions/report/window/calendar.ts'
import { type WrittenReport, writeReport } from '../../functions/report/write-report.ts'
import { memoryStore } from './memory-store.ts'

/** What is other than in the report that was made. */
export interface Variant {
  name?: string
  /** Last local day; the window is seven days. */
  until: string
  /** Names its content: another one is another revision. */
  content?: string
  /** In the place of every figure's value that has one; null withholds it. */
  value?: number | null
  generated?: boolean
}

export function variantOf(report: Report, { name, until, content = 'first', value, generated }: Variant): Report {
  const sections = report.sections.map(section =>
    'failure' in section || value === undefined
      ? section
      : {
          ...section,
          figures: section.figures.map(figure =>
            figure.value === null ? figure : { ...figure, value, text: value === null ? 'withheld' : String(value) },
          ),
        },
  )
  return {
    ...(generated === true ? { data: 'generated, not real traffic' as const } : {}),
    ...report,
    name: name ?? report.name,
    window: { ...report.window, fromDay: addDays(until, -6), toDay: until },
    contentHash: content,
    sections,
  }
}

export interface ReportsShelf {
  store: ObjectStore
  objects: Map<string, Uint8Array>
  text(key: string): string
  write(report: Report, through?: ObjectStore): Promise<WrittenReport>
}

export function createShelf(): ReportsShelf {
  const objects = new Map<string, Uint8Array>()
  const store = memoryStore(objects)
  return {
    store,
    objects,
    text: key => new TextDecoder().decode(objects.get(key)),
    write: (report, through = store) =>
      writeReport(report, through, { nowMs: () => 0 }, { runFacts: {}, showLocalAddresses: true }),
  }
}
