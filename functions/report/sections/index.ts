/** The registry of sections, in the order of the report. Adding a section: a line here. */
import type { Section } from '../section.ts'
import { accessPaths } from './access-paths/index.ts'
import { activity } from './activity/index.ts'
import { categories } from './categories/index.ts'
import { coverage } from './coverage/index.ts'
import { events } from './events/index.ts'
import { habits } from './habits/index.ts'
import { hours } from './hours/index.ts'
import { obfuscation } from './obfuscation/index.ts'
import { onsets } from './onsets/index.ts'
import { presence } from './presence/index.ts'
import { services } from './services/index.ts'
import { suspicious } from './suspicious/index.ts'

export const sections: readonly Section[] = [
  activity,
  accessPaths,
  categories,
  services,
  hours,
  presence,
  events,
  onsets,
  suspicious,
  habits,
  obfuscation,
  coverage,
]
