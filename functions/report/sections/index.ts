/** The registry of sections, in the order of the report. Adding a section: a line here. */
import type { Section } from '../section.ts'
import { categories } from './categories.ts'
import { coverage } from './coverage.ts'
import { hours } from './hours.ts'
import { presence } from './presence.ts'

export const sections: readonly Section[] = [categories, hours, presence, coverage]
